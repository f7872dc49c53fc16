package dev.shaker.served;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the server is and how it is asked.
 *
 * @param url its address, below which {@code /v1/completions} lies
 * @param engine name and version that it must say it has, {@code vllm 0.11.0}: results of another one are other results
 * @param key what it is shown as a bearer token, empty where it asks for none
 * @param directory where adapters are written for it to read, under the same path there and here
 * @param requests how many are in flight at a time, over all evaluations
 * @param timeout how long one answer may take
 * @param pause before the first repetition of a request that failed for a reason that may pass; five times as long before the next
 */
public record ServerAccess(URI url, String engine, Optional<String> key, Path directory, int requests,
        Duration timeout, Duration pause) {
    /** An address without anything behind it. */
    URI at(String path) {
        String base = url.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
}
