package dev.shaker.adapter;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;

/** The files of one directory or object prefix, opened for reading. */
public interface FileSet {
    /** A path or {@code s3://bucket/prefix/}. */
    String location();

    /** Size in bytes by name relative to the location. */
    SortedMap<String, Long> files();

    /** What changes whenever the file's content does (an ETag), empty where the place knows no such thing. */
    default Optional<String> tag(String file) {
        return Optional.empty();
    }

    /**
     * No files at all.
     *
     * @param location what stands for their place
     */
    static FileSet none(String location) {
        return new FileSet() {
            @Override
            public String location() {
                return location;
            }

            @Override
            public SortedMap<String, Long> files() {
                return Collections.emptySortedMap();
            }

            @Override
            public ByteSource open(String file) {
                throw new ShakerException(ErrorCode.OBJECT_NOT_FOUND, "'" + location + "' has no file '" + file + "'")
                        .with("file", file);
            }
        };
    }

    /** @throws dev.shaker.error.ShakerException {@code OBJECT_NOT_FOUND} */
    ByteSource open(String file);

    /** Changes when a file of the set does: by the tags of the store where it has them, else by name and size. */
    default String fingerprint() {
        StringBuilder all = new StringBuilder();
        files().forEach((file, size) -> all.append(file).append(' ').append(size).append(' ')
                .append(tag(file).orElse("")).append('\n'));
        return all.toString();
    }
}
