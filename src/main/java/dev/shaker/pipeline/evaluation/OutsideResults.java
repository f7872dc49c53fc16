package dev.shaker.pipeline.evaluation;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.OutsideResult;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationMeasured;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EvaluationLedger;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.pipeline.Outbox;

/** Settles evaluations with what others have measured. */
@ApplicationScoped
public class OutsideResults implements EventHandler<EvaluationMeasured> {
    private static final Logger LOG = Logger.getLogger(OutsideResults.class);

    private final EvaluationLedger ledger;
    private final EvaluationCatalog evaluations;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    OutsideResults(EvaluationLedger ledger, EvaluationCatalog evaluations, EffectOnce effects, Outbox outbox,
            Clock clock) {
        this.ledger = ledger;
        this.evaluations = evaluations;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public String consumer() {
        return "measured";
    }

    /** Refuses, where nothing was published yet, what {@link #handle} would refuse. */
    public void check(EvaluationMeasured told) {
        ledger.checkSettles(new SpaceName(told.space()), new EvaluationId(told.evaluationId()), result(told));
    }

    @Override
    public void handle(Envelope<EvaluationMeasured> event) {
        if (effects.isDone(consumer(), event)) {
            return;
        }
        EvaluationMeasured told = event.data();
        EvaluationId id = new EvaluationId(told.evaluationId());
        OutsideResult result = result(told);
        effects.apply(consumer(), event, () -> {
            if (ledger.settled(new SpaceName(told.space()), id, result, clock.instant())) {
                evaluations.evaluation(id).ifPresent(view -> outbox.add(AccuracyEvents.of(view, null)));
                ledger.heldAgainst(id).forEach(view -> outbox.add(AccuracyEvents.of(view, null)));
            }
        });
        LOG.infof("evaluation measured elsewhere: space=%s evaluation=%s engine=%s correct=%s rows=%s", told.space(),
                id, told.engine(), result.correct(), result.rows());
    }

    /** No event tells of a result that was turned down: a dead letter does. */
    @Override
    public void reject(Envelope<EvaluationMeasured> event, ShakerException cause) {
        throw cause;
    }

    private static OutsideResult result(EvaluationMeasured told) {
        return OutsideResult.of(told.engine(), told.rows(), told.correct(), told.correctRows(),
                told.metrics().stream()
                        .map(metric -> new OutsideResult.Metric(metric.name(), metric.value(), metric.stderr()))
                        .toList(),
                told.seconds(), told.device());
    }
}
