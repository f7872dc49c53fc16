package dev.shaker.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Port to whatever runs the base model with adapters inside. One evaluation at a time: calls from several threads wait for
 * each other.
 */
public interface Evaluator extends SentenceEmbedder, AutoCloseable {
    /**
     * In-domain evaluation (section 3 of the paper): accuracy of the job's adapter, or mean of adapters, on the job's rows
     * with the domain's own head.
     *
     * @throws dev.shaker.error.ShakerException {@code DATA_ROW_INVALID}, {@code DATA_FILE_INVALID},
     *         {@code BASE_MODEL_INVALID}, {@code ADAPTER_NOT_COMPARABLE} where the adapter does not fit the base model or
     *         members do not fit each other, {@code TENSOR_SHAPE_MISMATCH}, {@code DEVICE_UNAVAILABLE}
     */
    EvaluationResult evaluate(EvaluationJob job);

    /**
     * Evaluates many jobs, side by side where the device has room for it; each result is the one of {@link #evaluate}. Jobs on
     * the same rows should follow each other, because what they share is kept for the next one.
     *
     * @param wanted asked now and then by the calling thread; once it says no, no further job is begun
     * @return results in the order of the jobs, empty where they were no longer wanted
     * @throws dev.shaker.error.ShakerException as the first job that fails
     */
    default Optional<List<EvaluationResult>> evaluateAll(List<EvaluationJob> jobs, BooleanSupplier wanted) {
        List<EvaluationResult> results = new ArrayList<>(jobs.size());
        for (EvaluationJob job : jobs) {
            if (!wanted.getAsBoolean()) {
                return Optional.empty();
            }
            results.add(evaluate(job));
        }
        return Optional.of(results);
    }

    /** Where it computes, and in which precision where that is not float32: {@code cpu}, {@code gpu:0}, {@code gpu:0 float16}. */
    String device();

    /** Gives back all memory of the device. */
    @Override
    void close();
}
