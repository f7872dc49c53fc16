package dev.shaker.pipeline.mixture;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.shaker.event.MixtureRequested;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.Names;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.evaluation.Attacks;

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

    /**
     * Takes a request in. What no state of its space could make right is refused at once.
     *
     * @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID}, {@code SPARSITY_OUT_OF_RANGE}, {@code REQUEST_INVALID} for
     *         an impossible attack, naming the field
     */
    @Transactional
    public void submit(MixtureRequested request) {
        MixtureSpecs.read(request);
        if (request.evaluate() != null) {
            Names.once("evaluate.domains", request.evaluate().domains());
            request.evaluate().attacks().forEach(Attacks::read);
        }
        mixtures.open(request, clock.instant());
        outbox.add(request);
    }
}
