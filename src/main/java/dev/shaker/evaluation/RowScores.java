package dev.shaker.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a model gives the labels of each row: logits, or log-probabilities of their words. The highest is the row's label, of equal
 * ones the first.
 *
 * @param values [rows, C] row-major, in the order of the file
 * @param labels C
 */
public record RowScores(float[] values, int labels) {
    /** Place of the highest of some numbers, of equal ones the first. */
    public static int highest(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /** @param truth the rows' labels */
    public RowOutcomes outcomes(int[] truth) {
        return RowOutcomes.of(truth.length, row -> highest(values, row * labels, labels) == truth[row]);
    }

    /** The first rows, as {@link EvaluationResult#logits()} holds them. */
    public List<List<Float>> first(int rows) {
        List<List<Float>> first = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            List<Float> scores = new ArrayList<>(labels);
            for (int label = 0; label < labels; label++) {
                scores.add(values[row * labels + label]);
            }
            first.add(Collections.unmodifiableList(scores));
        }
        return first;
    }
}
