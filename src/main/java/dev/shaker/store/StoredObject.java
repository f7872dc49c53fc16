package dev.shaker.store;

import java.util.Map;

/**
 * What the store says of one object.
 *
 * @param size bytes
 * @param tag its ETag
 * @param metadata what was written beside it, keys in lower case; empty in listings
 */
public record StoredObject(S3Location location, long size, String tag, Map<String, String> metadata) {
    public StoredObject {
        metadata = Map.copyOf(metadata);
    }
}
