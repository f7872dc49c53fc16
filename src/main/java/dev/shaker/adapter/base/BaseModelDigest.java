package dev.shaker.adapter.base;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import dev.shaker.adapter.FileSet;
import dev.shaker.tensor.Sha256;

/** SHA-256 of a base model's weight files. */
final class BaseModelDigest {
    private static final List<String> SUPPORT = List.of("added_tokens.json", "config.json", "merges.txt",
            "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.json", "vocab.txt");

    private BaseModelDigest() {
    }

    static String ofSupport(FileSet files) {
        var digest = new Sha256();
        for (String name : SUPPORT) {
            if (files.files().containsKey(name)) {
                digest.update(name).update(Sha256.hex(files.open(name)));
            }
        }
        return digest.hex();
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
