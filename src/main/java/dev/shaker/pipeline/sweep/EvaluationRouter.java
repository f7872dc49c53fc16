package dev.shaker.pipeline.sweep;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.pipeline.evaluation.EvaluationService;
import dev.shaker.pipeline.guided.SearchWorker;

/** Evaluation requests are of three kinds: one evaluation, a shard of a sweep, or one of a search. */
@ApplicationScoped
public class EvaluationRouter implements EventHandler<EvaluationRequested> {
    private final EvaluationService evaluations;
    private final SweepWorker sweeps;
    private final SearchWorker searches;
    private final EffectOnce effects;

    EvaluationRouter(EvaluationService evaluations, SweepWorker sweeps, SearchWorker searches, EffectOnce effects) {
        this.evaluations = evaluations;
        this.sweeps = sweeps;
        this.searches = searches;
        this.effects = effects;
    }

    @Override
    public String consumer() {
        return "evaluation";
    }

    @Override
    public void handle(Envelope<EvaluationRequested> event) {
        if (effects.isDone(consumer(), event)) {
            return;
        }
        if (EvaluationRequested.OUTSIDE.equals(event.data().evaluator())) {
            return;
        }
        EvaluationRequested.Shard shard = event.data().shard();
        EvaluationRequested.Guided part = event.data().guided();
        if (part != null) {
            searches.work(consumer(), event, part);
        } else if (shard == null) {
            evaluations.work(consumer(), event);
        } else {
            sweeps.work(consumer(), event, shard);
        }
    }

    @Override
    public void reject(Envelope<EvaluationRequested> event, ShakerException cause) {
        if (cause.code() == ErrorCode.REQUEST_CONFLICT) {
            // What the id stands for was told; this becomes a dead letter.
            throw cause;
        }
        EvaluationRequested.Shard shard = event.data().shard();
        EvaluationRequested.Guided part = event.data().guided();
        if (part != null) {
            searches.reject(consumer(), event, part, Failure.of(cause));
        } else if (shard == null) {
            evaluations.reject(consumer(), event, Failure.of(cause));
        } else {
            sweeps.reject(consumer(), event, shard, Failure.of(cause));
        }
    }
}
