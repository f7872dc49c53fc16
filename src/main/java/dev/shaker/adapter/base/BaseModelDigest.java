package dev.shaker.adapter.base;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import dev.shaker.adapter.FileSet;
import dev.shaker.tensor.Sha256;

/** SHA-256 of a base model's weight files. */
final class BaseModelDigest {
    private BaseModelDigest() {
    }

    static String of(FileSet files, Set<String> sortedNames) {
        if (sortedNames.size() == 1) {
            return Sha256.hex(files.open(sortedNames.iterator().next()));
        }
        var digest = new StringBuilder();
        for (String name : sortedNames) {
            digest.append(Sha256.hex(files.open(name))).append('\n');
        }
        return Sha256.hex(digest.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
