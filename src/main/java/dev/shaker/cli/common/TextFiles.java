package dev.shaker.cli.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Files that a command was asked to write. */
public final class TextFiles {
    private TextFiles() {
    }

    /**
     * Writes it in UTF-8, with the directories that are missing.
     *
     * @throws CliException naming the file where it cannot be written
     */
    public static void write(Path file, String text) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw CliException.environment("cannot write " + file + ": " + failed.getMessage(), failed);
        }
    }
}
