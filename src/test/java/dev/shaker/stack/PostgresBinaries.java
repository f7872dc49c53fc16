package dev.shaker.stack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once a build from the jar that brings them. */
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final Pattern JAR = Pattern.compile("/([^/!]+)\\.jar!");
    private static final int OWNER_EXECUTES = 0100;

    private PostgresBinaries() {
    }

    /** The directory that holds {@code bin}, {@code lib} and {@code share}. */
    static Path unpack(Path home) throws IOException {
        @Nullable
        URL archive = PostgresBinaries.class.getResource(ARCHIVE);
        if (archive == null) {
            throw new StackException("no PostgreSQL for this machine on the class path (wanted " + ARCHIVE + ")");
        }
        Matcher jar = JAR.matcher(archive.toString());
        Path target = home.resolve(jar.find() ? jar.group(1) : "postgres");
        if (Files.exists(target)) {
            return target;
        }
        Path draft = home.resolve("unpacking-" + UUID.randomUUID());
        try (InputStream bytes = archive.openStream();
                TarArchiveInputStream tar = new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(bytes)))) {
            unpack(tar, draft);
        }
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Directories.delete(draft);
            if (!Files.exists(target)) {
                throw e;
            }
        }
        return target;
    }

    private static void unpack(TarArchiveInputStream tar, Path directory) throws IOException {
        for (@Nullable
        TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path path = directory.resolve(entry.getName()).normalize();
            if (entry.isDirectory()) {
                Files.createDirectories(path);
                continue;
            }
            Files.createDirectories(path.resolveSibling("."));
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else {
                Files.copy(tar, path);
                boolean program = (entry.getMode() & OWNER_EXECUTES) != 0;
                Files.setPosixFilePermissions(path,
                        PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}
