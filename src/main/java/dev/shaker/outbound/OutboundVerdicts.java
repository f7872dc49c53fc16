package dev.shaker.outbound;

import java.util.Optional;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.VerdictReached;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EventHandler;

/**
 * Tells one target each verdict once. A verdict that is put back from the dead letters is known by the id that it had: whoever got it
 * before is not told again.
 */
public final class OutboundVerdicts implements EventHandler<VerdictReached> {
    private final String consumer;
    private final Optional<VerdictTarget> target;
    private final EffectOnce effects;

    /** @param target empty: verdicts are passed over */
    public OutboundVerdicts(String consumer, Optional<VerdictTarget> target, EffectOnce effects) {
        this.consumer = consumer;
        this.target = target;
        this.effects = effects;
    }

    @Override
    public String consumer() {
        return consumer;
    }

    @Override
    public void handle(Envelope<VerdictReached> event) {
        if (target.isEmpty()) {
            return;
        }
        Envelope<VerdictReached> original = new Envelope<>(event.originalId(), event.source(), event.time(),
                event.data());
        if (!effects.isDone(consumer, original)) {
            // Before it is noted: a process that dies in between tells it again, by the same id.
            target.get().tell(original);
            effects.apply(consumer, original, () -> {
            });
        }
    }

    /** Nobody waits for an answer: what was refused is kept as a dead letter, as what was given up is already. */
    @Override
    public void reject(Envelope<VerdictReached> event, ShakerException cause) {
        if (cause.code().kind() != ErrorCode.Kind.INTERNAL) {
            throw cause;
        }
    }
}
