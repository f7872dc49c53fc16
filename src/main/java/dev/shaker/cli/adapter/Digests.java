package dev.shaker.cli.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import dev.shaker.cli.common.CliException;

/** SHA-256 in hex. */
final class Digests {
    private Digests() {
    }

    static String of(Path file) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream bytes = Files.newInputStream(file)) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException unreadable) {
            throw CliException.environment("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of several files together: of their names and digests in the map's order. */
    static String of(Map<String, String> digests) {
        MessageDigest digest = sha256();
        digests.forEach(
                (name, sha256) -> digest.update((name + '\0' + sha256 + '\n').getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
