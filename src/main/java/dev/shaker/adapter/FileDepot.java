package dev.shaker.adapter;

import java.io.InputStream;
import java.util.Optional;

/** Port to single files in the bucket that is Shaker's own, for uploads and downloads. */
public interface FileDepot {
    /** The bucket's name. */
    String bucket();

    /**
     * What is stored at a location.
     *
     * @throws dev.shaker.error.ShakerException {@code LOCATION_INVALID} where it is in another's bucket
     */
    Optional<StoredFile> find(String location);

    /** The bytes of a file as it was found; {@code OBJECT_CHANGED} if it is another one by now. */
    InputStream open(StoredFile file);

    /**
     * Stores a file while it is read: the whole of it or nothing. One that is there is replaced.
     *
     * @param key where, in the own bucket
     * @param sha256 what its digest must be, hex
     * @throws dev.shaker.error.ShakerException {@code FILE_DIGEST_MISMATCH}
     */
    StoredFile store(String key, Optional<String> sha256, InputStream bytes);

    /**
     * @param size bytes
     * @param tag changes with the content
     * @param sha256 hex, where it is known
     */
    record StoredFile(String location, long size, String tag, Optional<String> sha256) {}
}
