package dev.shaker.evaluation;

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

    /** Where it computes: {@code cpu}, {@code gpu:0}. */
    String device();

    /** Gives back all memory of the device. */
    @Override
    void close();
}
