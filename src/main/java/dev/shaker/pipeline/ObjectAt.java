package dev.shaker.pipeline;

import java.util.function.BiFunction;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.FileSet;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;

/** One object by its full location. */
public final class ObjectAt {
    private ObjectAt() {
    }

    /** @throws ShakerException {@code LOCATION_INVALID}, {@code OBJECT_NOT_FOUND} */
    public static ByteSource open(AdapterStore store, String location) {
        return at(store, location, FileSet::open);
    }

    /**
     * Something about an object, asked of its directory by its name.
     *
     * @throws ShakerException {@code LOCATION_INVALID}, and what the question throws
     */
    public static <T> T at(AdapterStore store, String location, BiFunction<FileSet, String, T> question) {
        int slash = location.lastIndexOf('/');
        if (slash < 0 || slash == location.length() - 1) {
            throw new ShakerException(ErrorCode.LOCATION_INVALID,
                    "'" + location + "' names no object: s3://bucket/key is expected").with("location", location);
        }
        return question.apply(store.open(location.substring(0, slash + 1)), location.substring(slash + 1));
    }
}
