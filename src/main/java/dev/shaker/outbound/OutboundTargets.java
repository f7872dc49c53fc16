package dev.shaker.outbound;

import java.util.Optional;

/**
 * Who is told verdicts, where anybody is configured.
 *
 * @param calls what they are called with
 */
public record OutboundTargets(Optional<VerdictTarget> webhook, Optional<VerdictTarget> mlflow,
        OutboundCalls calls) implements AutoCloseable {
    @Override
    public void close() {
        calls.close();
    }
}
