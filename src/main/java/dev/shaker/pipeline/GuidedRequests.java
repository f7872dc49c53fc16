package dev.shaker.pipeline;

import java.time.Instant;

import dev.shaker.event.GuidedRequested;

/** Port to the requests for searches. */
public interface GuidedRequests {
    /**
     * Remembers a request, inside a transaction; the same one that is there already stays as it is.
     *
     * @throws dev.shaker.error.ShakerException {@code REQUEST_CONFLICT} where that id was given to another request
     */
    void open(GuidedRequested request, Instant at);
}
