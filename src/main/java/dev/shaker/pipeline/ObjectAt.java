package dev.shaker.pipeline;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;

/** One object by its full location. */
public final class ObjectAt {
    private ObjectAt() {
    }

    /** @throws ShakerException {@code LOCATION_INVALID}, {@code OBJECT_NOT_FOUND} */
    public static ByteSource open(AdapterStore store, String location) {
        int slash = location.lastIndexOf('/');
        if (slash < 0 || slash == location.length() - 1) {
            throw new ShakerException(ErrorCode.LOCATION_INVALID,
                    "'" + location + "' names no object: s3://bucket/key is expected").with("location", location);
        }
        return store.open(location.substring(0, slash + 1)).open(location.substring(slash + 1));
    }
}
