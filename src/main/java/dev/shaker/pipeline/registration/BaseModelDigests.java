package dev.shaker.pipeline.registration;

import java.util.Optional;

/** Port to the digests of base models that were computed before. */
public interface BaseModelDigests {
    /** @param tag changes when the files at the location do */
    Optional<String> find(String location, String tag);

    /** Must be called inside a transaction. */
    void remember(String location, String tag, String digest);
}
