package dev.shaker.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.Evaluator;

/** Gives jobs whose base model a server has to that server's evaluator, and all others to Shaker's own, which is made for the first. */
final class RoutedEvaluator implements Evaluator {
    private final Supplier<Evaluator> maker;
    private final Evaluator served;
    private @Nullable Evaluator own;

    RoutedEvaluator(Supplier<Evaluator> own, Evaluator served) {
        this.maker = own;
        this.served = served;
    }

    private synchronized Evaluator own() {
        Evaluator made = own;
        if (made == null) {
            made = maker.get();
            own = made;
        }
        return made;
    }

    private Evaluator of(EvaluationJob job) {
        return job.base().served().isPresent() ? served : own();
    }

    @Override
    public EvaluationResult evaluate(EvaluationJob job) {
        return of(job).evaluate(job);
    }

    /** Jobs that follow each other and belong to one evaluator are given to it together. */
    @Override
    public Optional<List<EvaluationResult>> evaluateAll(List<EvaluationJob> jobs, BooleanSupplier wanted) {
        List<EvaluationResult> results = new ArrayList<>(jobs.size());
        for (int from = 0, to; from < jobs.size(); from = to) {
            Evaluator evaluator = of(jobs.get(from));
            to = from + 1;
            while (to < jobs.size() && of(jobs.get(to)) == evaluator) {
                to++;
            }
            Optional<List<EvaluationResult>> part = evaluator.evaluateAll(jobs.subList(from, to), wanted);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            results.addAll(part.get());
        }
        return Optional.of(results);
    }

    @Override
    public float[] embed(EvaluationJob.BaseSource base, EvaluationJob.Split texts, EvaluationJob.Limits limits) {
        return own().embed(base, texts, limits);
    }

    /** Shaker's own; a result says which of the two it is of. */
    @Override
    public String device() {
        return own().device();
    }

    @Override
    public synchronized void close() {
        served.close();
        if (own != null) {
            own.close();
        }
    }
}
