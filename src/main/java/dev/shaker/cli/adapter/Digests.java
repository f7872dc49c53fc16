package dev.shaker.cli.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.shaker.cli.common.CliException;
import dev.shaker.tensor.Sha256;

/** SHA-256 of local files, in hex. */
final class Digests {
    private Digests() {
    }

    static String of(Path file) {
        var digest = new Sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream bytes = Files.newInputStream(file)) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException unreadable) {
            throw CliException.environment("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
        return digest.hex();
    }

    /** Of several files together: of their names and digests in the map's order. */
    static String of(Map<String, String> digests) {
        var digest = new Sha256();
        digests.forEach((name, sha256) -> digest.update(name + '\0' + sha256 + '\n'));
        return digest.hex();
    }
}
