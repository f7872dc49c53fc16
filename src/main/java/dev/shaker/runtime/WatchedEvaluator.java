package dev.shaker.runtime;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.Evaluator;

/** An evaluator whose progress the health checks see. */
record WatchedEvaluator(Evaluator evaluator, EvaluationProgress progress) implements Evaluator {
    @Override
    public EvaluationResult evaluate(EvaluationJob job) {
        return progress.during(() -> evaluator.evaluate(job));
    }

    @Override
    public Optional<List<EvaluationResult>> evaluateAll(List<EvaluationJob> jobs, BooleanSupplier wanted) {
        return progress.during(() -> evaluator.evaluateAll(jobs, wanted));
    }

    @Override
    public float[] embed(EvaluationJob.BaseSource base, EvaluationJob.Split texts, EvaluationJob.Limits limits) {
        return progress.during(() -> evaluator.embed(base, texts, limits));
    }

    @Override
    public String device() {
        return evaluator.device();
    }

    @Override
    public void close() {
        evaluator.close();
    }
}
