package dev.shaker.outbound;

import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.VerdictReached;

/** Somebody outside who is told verdicts. */
public interface VerdictTarget {
    /**
     * Tells it; told twice, it changes nothing the second time or is seen to be the same.
     *
     * @throws ShakerException {@code OUTBOUND_UNAVAILABLE} where the same may succeed later, {@code OUTBOUND_REFUSED} or
     *         {@code OUTBOUND_FORBIDDEN} where it will not until somebody mends something
     */
    void tell(Envelope<VerdictReached> verdict);
}
