package dev.shaker.pipeline.evaluation;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.event.AccuracyMeasured;
import dev.shaker.event.AttackRequested;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.identity.EvaluationId;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EvaluationLedger;
import dev.shaker.pipeline.Outbox;

/** Works single evaluations: accuracy of an adapter alone, or of a mixture, on one domain's rows with its own head. */
@ApplicationScoped
public class EvaluationService {
    private final EvaluationJobs jobs;
    private final EvaluationCatalog evaluations;
    private final EvaluationLedger ledger;
    private final Evaluator evaluator;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    EvaluationService(EvaluationJobs jobs, EvaluationCatalog evaluations, EvaluationLedger ledger, Evaluator evaluator,
            EffectOnce effects, Outbox outbox, Clock clock) {
        this.jobs = jobs;
        this.evaluations = evaluations;
        this.ledger = ledger;
        this.evaluator = evaluator;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
    }

    public void work(String consumer, Envelope<EvaluationRequested> event) {
        EvaluationRequested request = event.data();
        EvaluationId id = new EvaluationId(request.evaluationId());
        // Another request for the very same work may have brought the answer already.
        boolean known = evaluations.evaluation(id)
                .filter(view -> view.status() == EvaluationStatus.COMPLETED).isPresent();
        Optional<EvaluationResult> result = known
                ? Optional.empty()
                : Optional.of(evaluator.evaluate(jobs.open(request)));
        effects.apply(consumer, event, () -> {
            result.ifPresent(found -> {
                ledger.request(request, null, false, clock.instant());
                ledger.completed(id, found, clock.instant());
            });
            evaluations.evaluation(id).ifPresent(view -> outbox.add(AccuracyEvents.of(view, null)));
            // A mixture that was quicker had to be told without its drop: it is told again.
            ledger.heldAgainst(id).forEach(view -> outbox.add(AccuracyEvents.of(view, null)));
        });
    }

    public void reject(String consumer, Envelope<EvaluationRequested> event, Failure failure) {
        EvaluationRequested request = event.data();
        EvaluationId id = new EvaluationId(request.evaluationId());
        effects.apply(consumer, event, () -> {
            ledger.request(request, null, false, clock.instant());
            boolean failed = ledger.failed(id, failure, clock.instant());
            evaluations.evaluation(id)
                    .ifPresent(view -> outbox.add(AccuracyEvents.of(view, failed ? failure : null)));
        });
    }
}
