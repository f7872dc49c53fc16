package dev.shaker.pipeline;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.shaker.event.MixtureRequested;

/** Mixture requests that come over HTTP: remembered, so that they can be asked about at once, and sent on as an event. */
@ApplicationScoped
public class MixtureIntake {
    private final MixtureLedger mixtures;
    private final Outbox outbox;
    private final Clock clock;

    MixtureIntake(MixtureLedger mixtures, Outbox outbox, Clock clock) {
        this.mixtures = mixtures;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Transactional
    public void submit(MixtureRequested request) {
        mixtures.open(request, clock.instant());
        outbox.add(request);
    }
}
