package dev.shaker.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.FileByteSource;

/** A directory of the local file system. The list of files is that of the moment it was opened. */
public final class LocalFiles implements FileSet {
    private final Path directory;
    private final SortedMap<String, Long> files;

    /** @throws ShakerException {@code OBJECT_NOT_FOUND} where there is no such directory */
    public LocalFiles(Path directory) {
        this.directory = directory;
        if (!Files.isDirectory(directory)) {
            throw new ShakerException(ErrorCode.OBJECT_NOT_FOUND,
                    "directory '" + directory + "' does not exist; check the path").with("file", directory);
        }
        this.files = Collections.unmodifiableSortedMap(list(directory));
    }

    @Override
    public String location() {
        return directory.toString();
    }

    @Override
    public SortedMap<String, Long> files() {
        return files;
    }

    @Override
    public ByteSource open(String file) {
        if (!files.containsKey(file)) {
            throw new ShakerException(ErrorCode.OBJECT_NOT_FOUND,
                    "directory '" + directory + "' has no file '" + file + "'").with("file", directory.resolve(file));
        }
        return new FileByteSource(directory.resolve(file));
    }

    private static SortedMap<String, Long> list(Path directory) {
        SortedMap<String, Long> files = new TreeMap<>();
        try {
            // A walk does not go through a link, and a snapshot of a model may be one.
            Path real = directory.toRealPath();
            try (var paths = Files.walk(real)) {
                for (Path path : (Iterable<Path>) paths::iterator) {
                    if (Files.isRegularFile(path)) {
                        files.put(real.relativize(path).toString().replace('\\', '/'), Files.size(path));
                    }
                }
            }
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.STORE_UNAVAILABLE,
                    "directory '" + directory + "' cannot be listed: " + e, e).with("file", directory);
        }
        return files;
    }
}
