package dev.shaker.pipeline.gate;

import java.time.Instant;
import java.util.Optional;

import dev.shaker.event.VerdictReached;

/** Port to the verdicts that were told. */
public interface VerdictLedger {
    /**
     * The id of the verdict that was told last on a space's mixture and a policy's name. Nobody else can tell another until the
     * transaction ends, inside of which it must happen.
     */
    Optional<String> last(String space, String mixtureId, String policy);

    /** Remembers it as the last one told. Must happen inside a transaction. */
    void told(VerdictReached verdict, Instant at);
}
