package dev.shaker.pipeline;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.Failure;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureFailed;
import dev.shaker.event.MixtureReady;
import dev.shaker.event.MixtureRequested;
import dev.shaker.mixture.Embeddings;
import dev.shaker.mixture.Member;
import dev.shaker.mixture.MixtureOrder;
import dev.shaker.mixture.MixtureSpec;
import dev.shaker.mixture.MixtureView;
import dev.shaker.mixture.SpecJson;
import dev.shaker.pipeline.MixtureLedger.Ready;
import dev.shaker.pipeline.SpaceView.Snapshot;

/**
 * Works mixture requests: chooses the members (Alg. 1 and its alternatives), prunes (Alg. 2, 4), merges (Eq. 1), writes the
 * artefact, reads it back, and asks for its evaluation. A mixture that was made before is not made again.
 */
@ApplicationScoped
public class MixtureService implements EventHandler<MixtureRequested> {
    private static final Logger LOG = Logger.getLogger(MixtureService.class);

    private final SpaceView spaces;
    private final MixtureLedger mixtures;
    private final EvaluationRequests evaluations;
    private final AdapterStore store;
    private final VerifiedFiles verified;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    MixtureService(SpaceView spaces, MixtureLedger mixtures, EvaluationRequests evaluations, AdapterStore store,
            VerifiedFiles verified, EffectOnce effects, Outbox outbox, Clock clock) {
        this.spaces = spaces;
        this.mixtures = mixtures;
        this.evaluations = evaluations;
        this.store = store;
        this.verified = verified;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public String consumer() {
        return "mixture";
    }

    @Override
    public void handle(Envelope<MixtureRequested> event) {
        if (effects.isDone(consumer(), event.identity())) {
            return;
        }
        MixtureRequested request = event.data();
        MixtureSpec spec = SpecJson.read(Json.mapper().valueToTree(request));
        Snapshot space = spaces.of(request.space(), spec.pruning().layers().isPresent());
        List<RegisteredAdapter> evaluated = evaluated(request, space);
        Mixed mixed = mix(space, spec);
        effects.apply(consumer(), event.identity(), () -> commit(request, space, mixed, evaluated));
        LOG.infof("mixture ready: space=%s request=%s mixture=%s members=%s", request.space(), request.requestId(),
                mixed.ready().mixtureId(), mixed.ready().members().stream().map(MixtureView.Member::domain).toList());
    }

    @Override
    public void reject(Envelope<MixtureRequested> event, ShakerException cause) {
        MixtureRequested request = event.data();
        Failure failure = Failure.of(cause);
        effects.apply(consumer(), event.identity(), () -> {
            mixtures.open(request, clock.instant());
            mixtures.failed(request.requestId(), failure, clock.instant());
            outbox.add(new MixtureFailed(request.requestId(), request.space(), failure));
        });
    }
}
