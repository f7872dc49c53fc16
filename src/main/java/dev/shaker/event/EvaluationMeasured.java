package dev.shaker.event;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Somebody else has measured an evaluation that was asked for. One of {@code correct}, {@code correctRows} and {@code metrics} is
 * given at least.
 *
 * @param evaluationId from the {@code evaluation-request}, or from whoever asked for it over HTTP
 * @param engine what measured it, with its version
 * @param rows rows evaluated
 * @param correct rows classified right
 * @param correctRows a digit for each row in the order of the file: 1 where it was classified right, 0 where not
 * @param metrics further figures, by name
 * @param seconds how long it took
 * @param device where it ran
 */
public record EvaluationMeasured(String evaluationId, String space, String engine, @Nullable Integer rows,
        @Nullable Integer correct, @Nullable String correctRows, List<Metric> metrics, @Nullable Double seconds,
        @Nullable String device) implements EventData {
    public EvaluationMeasured {
        metrics = Absent.asEmpty(metrics);
    }

    /**
     * A figure such as {@code f1}, {@code pearson} or {@code perplexity}.
     *
     * @param stderr its standard error
     */
    public record Metric(String name, double value, @Nullable Double stderr) {}

    @Override
    public String key() {
        return evaluationId;
    }
}
