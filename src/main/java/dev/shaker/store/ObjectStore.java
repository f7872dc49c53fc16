package dev.shaker.store;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** Objects one by one: what the adapter store is built on and what uploads and downloads need beside it. */
public interface ObjectStore {
    /** The bucket that is Shaker's own. */
    String bucket();

    /** Every object below a prefix, sorted by key; empty where there is none. */
    List<StoredObject> list(S3Location prefix);

    /** @throws dev.shaker.error.ShakerException {@code OBJECT_NOT_FOUND}, {@code STORE_UNAVAILABLE} */
    StoredObject stat(S3Location location);

    /**
     * Opens a range of an object for reading.
     *
     * @throws dev.shaker.error.ShakerException {@code OBJECT_CHANGED} where it is no longer the object of that tag
     */
    InputStream open(StoredObject object, long offset, long length);

    /** Starts writing an object that is visible once the stream is closed; an object of that name is replaced then. */
    ObjectWriter write(S3Location location, Map<String, String> metadata);

    /** Removes an object; nothing happens where there is none. */
    void remove(S3Location location);

    /** @throws dev.shaker.error.ShakerException {@code STORE_UNAVAILABLE} where the own bucket cannot be reached or is missing */
    void ping();
}
