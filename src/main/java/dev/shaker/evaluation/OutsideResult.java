package dev.shaker.evaluation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * What another engine has measured.
 *
 * @param engine its name and version
 * @param rows rows evaluated, null where only metrics are told
 * @param correct rows classified right, null where only metrics are told
 * @param correctRows a digit for each row in the order of the file, 1 where it was classified right
 */
public record OutsideResult(String engine, @Nullable Integer rows, @Nullable Integer correct,
        @Nullable String correctRows, List<Metric> metrics, @Nullable Double seconds, @Nullable String device) {
    public OutsideResult {
        metrics = List.copyOf(metrics);
    }

    /** A figure by name, with its standard error where that is known. */
    public record Metric(String name, double value, @Nullable Double stderr) {}

    /**
     * What was told, with what follows from it: digits tell how many rows there are and how many are right.
     *
     * @throws ShakerException {@code REQUEST_INVALID} where the figures contradict each other or say nothing
     */
    public static OutsideResult of(String engine, @Nullable Integer rows, @Nullable Integer correct,
            @Nullable String correctRows, List<Metric> metrics, @Nullable Double seconds, @Nullable String device) {
        Integer all = rows;
        Integer right = correct;
        if (correctRows != null) {
            RowOutcomes outcomes = RowOutcomes.ofDigits(correctRows);
            agree("rows", rows, outcomes.rows());
            agree("correct", correct, outcomes.right());
            all = outcomes.rows();
            right = outcomes.right();
        }
        if (right == null && metrics.isEmpty()) {
            throw invalid("correct", "the result says nothing: give correct and rows, correctRows, or metrics");
        }
        if (right != null && (all == null || right > all)) {
            throw invalid("rows", right + " rows are right of " + (all == null ? "none told" : all)
                    + "; give in rows how many were evaluated");
        }
        if (metrics.stream().map(Metric::name).distinct().count() < metrics.size()) {
            throw invalid("metrics", "a metric stands twice; give each name once");
        }
        return new OutsideResult(engine, all, right, correctRows, metrics, seconds, device);
    }

    private static void agree(String field, @Nullable Integer told, int counted) {
        if (told != null && told != counted) {
            throw invalid(field,
                    field + " is " + told + " and correctRows says " + counted + "; leave one of them out");
        }
    }

    private static ShakerException invalid(String field, String message) {
        return new ShakerException(ErrorCode.REQUEST_INVALID, message).with("field", field);
    }
}
