package dev.shaker.adapter;

/** Port to the store of objects. Locations are {@code s3://bucket/prefix/}, or a prefix of the configured bucket. */
public interface AdapterStore {
    /** @throws dev.shaker.error.ShakerException {@code LOCATION_INVALID}, {@code OBJECT_NOT_FOUND} where nothing is there */
    FileSet open(String location);

    FileSink sink(String location);

    /** The location of a key in the bucket that is Shaker's own: {@code s3://bucket/key}. */
    String locate(String key);
}
