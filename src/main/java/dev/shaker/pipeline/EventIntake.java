package dev.shaker.pipeline;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.event.Envelope;
import dev.shaker.event.GuidedRequested;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.SweepRequested;

/** Events that come over HTTP: sent on as they are, once however often they come. */
@ApplicationScoped
public class EventIntake {
    private static final String CONSUMER = "http-intake";

    private final EffectOnce once;
    private final Outbox outbox;
    private final MixtureLedger mixtures;
    private final SweepLedger sweeps;
    private final GuidedRequests searches;
    private final Clock clock;

    EventIntake(EffectOnce once, Outbox outbox, MixtureLedger mixtures, SweepLedger sweeps, GuidedRequests searches,
            Clock clock) {
        this.once = once;
        this.outbox = outbox;
        this.mixtures = mixtures;
        this.sweeps = sweeps;
        this.searches = searches;
        this.clock = clock;
    }

    /**
     * @return false where the event was taken in before
     * @throws dev.shaker.error.ShakerException {@code REQUEST_CONFLICT} where its source and id, or the id of the request in it,
     *         were taken in before with other content
     */
    public boolean accept(Envelope<?> event) {
        return once.apply(CONSUMER, event, () -> {
            if (event.data() instanceof MixtureRequested request) {
                mixtures.open(request, clock.instant());
            }
            if (event.data() instanceof SweepRequested request) {
                sweeps.open(request, clock.instant());
            }
            if (event.data() instanceof GuidedRequested request) {
                searches.open(request, clock.instant());
            }
            outbox.forward(event);
        });
    }
}
