package dev.shaker.served;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** The directory that the server reads, too: a directory in it for each adapter that is loaded. */
record ServedDirectory(Path root) {
    /** Those of evaluators are told from what else lies there. */
    private static final String PREFIX = "shaker-";
    private static final Duration OLD = Duration.ofDays(1);

    /** A new place for an adapter's files, whose name is the adapter's on the server. */
    Path place(String name) {
        try {
            return Files.createDirectories(root.resolve(PREFIX + name));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Takes an adapter's files away. */
    void remove(Path place) {
        try (Stream<Path> paths = Files.walk(place)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(e);
        }
    }

    /** What processes that were killed left here more than a day ago. */
    List<Path> abandoned() {
        List<Path> old = new ArrayList<>();
        Instant limit = Instant.now().minus(OLD);
        if (!Files.isDirectory(root)) {
            return old;
        }
        try (Stream<Path> places = Files.list(root)) {
            for (Path place : (Iterable<Path>) places::iterator) {
                if (String.valueOf(place.getFileName()).startsWith(PREFIX)
                        && Files.getLastModifiedTime(place).toInstant().isBefore(limit)) {
                    old.add(place);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(e);
        }
        return old;
    }

    private ShakerException unwritable(Exception cause) {
        return new ShakerException(ErrorCode.EVALUATION_SERVER_UNAVAILABLE, "directory '" + root
                + "' (shaker.evaluation.server.directory) cannot be written (" + cause
                + "); mount it for evaluators and the evaluation server, writable for the former", cause)
                .with("file", root);
    }
}
