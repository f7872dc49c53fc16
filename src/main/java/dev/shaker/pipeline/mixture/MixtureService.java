package dev.shaker.pipeline.mixture;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.event.Envelope;
import dev.shaker.event.Failure;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.MixtureFailed;
import dev.shaker.event.MixtureReady;
import dev.shaker.event.MixtureRequested;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.mixture.Measured;
import dev.shaker.mixture.Mixer;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.mixture.MixtureOutcome;
import dev.shaker.mixture.MixturePlan;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.MixtureLedger.Ready;
import dev.shaker.pipeline.Names;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.SpaceView.Snapshot;
import dev.shaker.pipeline.VerifiedFiles;
import dev.shaker.pipeline.evaluation.Attacks;
import dev.shaker.pipeline.evaluation.EvaluationRequests;
import dev.shaker.pipeline.mixture.MixturePlanning.Ordered;

/**
 * Works mixture requests: chooses the members (Alg. 1 and its alternatives), prunes (Alg. 2, 4), merges (Eq. 1), writes the
 * artefact, reads it back, and asks for its evaluation. A mixture that was made before is not made again.
 */
@ApplicationScoped
public class MixtureService implements EventHandler<MixtureRequested> {
    private static final Logger LOG = Logger.getLogger(MixtureService.class);

    private final MixturePlanning planning;
    private final MixtureLedger mixtures;
    private final EvaluationRequests evaluations;
    private final EvaluationCatalog measured;
    private final Attacks attacks;
    private final AdapterStore store;
    private final VerifiedFiles verified;
    private final Mixer mixer;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    MixtureService(MixturePlanning planning, MixtureLedger mixtures, EvaluationRequests evaluations,
            EvaluationCatalog measured, Attacks attacks, AdapterStore store, VerifiedFiles verified, Mixer mixer,
            EffectOnce effects, Outbox outbox, Clock clock) {
        this.planning = planning;
        this.mixtures = mixtures;
        this.evaluations = evaluations;
        this.measured = measured;
        this.attacks = attacks;
        this.store = store;
        this.verified = verified;
        this.mixer = mixer;
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
        if (effects.isDone(consumer(), event)) {
            return;
        }
        MixtureRequested request = event.data();
        effects.prepare(() -> {
            mixtures.open(request, clock.instant());
            if (event.isReplay()) {
                mixtures.reopen(request.requestId());
            }
        });
        if (mixtures.isSettled(request.requestId())) {
            // Another event with the same request: its answer has been given.
            effects.apply(consumer(), event, () -> {
            });
            return;
        }
        Ordered ordered = planning.order(request);
        Snapshot space = ordered.space();
        checkEvaluated(request, space);
        Mixed mixed = mix(request, space, MixturePlanning.plan(ordered));
        effects.apply(consumer(), event, () -> commit(request, space, mixed));
        LOG.infof("mixture ready: space=%s request=%s mixture=%s members=%s", request.space(), request.requestId(),
                mixed.ready().mixtureId(), mixed.ready().members().stream().map(MixtureView.Member::domain).toList());
    }

    @Override
    public void reject(Envelope<MixtureRequested> event, ShakerException cause) {
        MixtureRequested request = event.data();
        MixtureFailed told = new MixtureFailed(request.requestId(), request.space(), Failure.of(cause));
        if (effects.refuse(consumer(), event, () -> {
            // Opened, where the two events were worked at one time.
            mixtures.failed(request, told.error(), clock.instant());
            outbox.add(told);
        })) {
            return;
        }
        effects.apply(consumer(), event, () -> {
            boolean failed = cause.code() == ErrorCode.REQUEST_CONFLICT;
            if (!failed) {
                mixtures.open(request, clock.instant());
                failed = mixtures.failed(request.requestId(), told.error(), clock.instant());
            }
            if (failed) {
                outbox.add(told);
            }
        });
    }

    /** @param domains the members, and what of them was evaluated */
    private record Mixed(Ready ready, List<DomainName> domains) {}

    private Mixed mix(MixtureRequested request, Snapshot space, MixturePlan plan) {
        List<DomainName> domains = plan.domains().stream().sorted().toList();
        Optional<Ready> stored = mixtures.stored(plan.id());
        if (stored.isPresent()) {
            return new Mixed(stored.get(), domains);
        }
        String location = store.locate("mixtures/" + space.space().name() + "/" + plan.id() + "/");
        MixtureOutcome outcome = mixer.mix(plan.recipe(), member -> verified.open(space.adapter(member.domain())),
                store.sink(location), () -> store.open(location),
                domain -> alone(space.adapter(domain), request.evaluate()));
        List<MixtureView.Member> chosen = domains.stream()
                .map(domain -> new MixtureView.Member(domain, space.adapter(domain).id())).toList();
        return new Mixed(new Ready(plan.id(), space.space().generation(), chosen,
                plan.selected().meanPairwise().map(Ratio::toDouble).orElse(null), outcome.total().achieved(),
                location + MixtureFiles.RECIPE), domains);
    }

    /** What is known of an adapter alone when the card is written: of all rows, or of those that are asked for. */
    private Optional<Measured> alone(RegisteredAdapter adapter, MixtureRequested.@Nullable Evaluate evaluate) {
        return evaluations.aloneId(adapter, null).flatMap(this::measured).or(
                () -> evaluations.aloneId(adapter, evaluate == null ? null : evaluate.rowLimit())
                        .flatMap(this::measured));
    }

    private Optional<Measured> measured(EvaluationId evaluation) {
        return measured.evaluation(evaluation).flatMap(view -> view.correct() == null || view.rows() == null
                ? Optional.empty()
                : Optional.of(new Measured(view.correct(), view.rows())));
    }

    private void commit(MixtureRequested request, Snapshot space, Mixed mixed) {
        Ready ready = mixed.ready();
        if (!mixtures.ready(request.requestId(), ready, clock.instant())) {
            return;
        }
        outbox.add(new MixtureReady(request.requestId(), ready.mixtureId().hex(), request.space(), ready.generation(),
                ready.members().stream()
                        .map(member -> new FsdUpdated.AdapterOfDomain(member.adapterId().hex(), member.domain().name()))
                        .toList(),
                ready.meanFsd(), ready.sparsity(), ready.recipe()));
        MixtureRequested.Evaluate evaluate = request.evaluate();
        if (evaluate != null && Boolean.TRUE.equals(evaluate.skip())) {
            return;
        }
        List<DomainName> domains = evaluate == null || evaluate.domains().isEmpty()
                ? mixed.domains()
                : DomainName.all(evaluate.domains());
        boolean again = evaluate != null && Boolean.TRUE.equals(evaluate.refresh());
        List<EvaluationId> asked = new ArrayList<>();
        for (Attack attack : attacks(evaluate)) {
            for (DomainName domain : domains) {
                evaluations.mixed(ready.mixtureId(), space.adapter(domain),
                        evaluate == null ? null : evaluate.rowLimit(), attack, again).ifPresent(asked::add);
            }
        }
        mixtures.asked(request.requestId(), asked);
    }

    /** None first: what an attack costs is held against the rows as they are. */
    private List<Attack> attacks(MixtureRequested.@Nullable Evaluate evaluate) {
        List<Attack> wanted = new ArrayList<>();
        wanted.add(new Attack.None());
        if (evaluate != null) {
            evaluate.attacks().forEach(attack -> wanted.add(attacks.resolve(attack)));
        }
        return wanted;
    }

    private void checkEvaluated(MixtureRequested request, Snapshot space) {
        MixtureRequested.Evaluate evaluate = request.evaluate();
        if (evaluate != null) {
            Names.once("evaluate.domains", evaluate.domains());
            List<RegisteredAdapter> named = DomainName.all(evaluate.domains()).stream().map(space::adapter).toList();
            List<RegisteredAdapter> attacked = named.isEmpty() ? space.adapters() : named;
            List<Attack> wanted = attacks(evaluate);
            // One base model for all of them.
            attacked.stream().filter(adapter -> adapter.test() != null && !adapter.isMeasuredOutside()).findFirst()
                    .ifPresent(adapter -> wanted.forEach(attack -> attacks.check(attack, adapter)));
        }
    }
}
