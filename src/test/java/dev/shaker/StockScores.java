package dev.shaker;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.evaluation.EvaluationResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a stock library gave the labels of rows, of which the first is of the first label, the second of the second, and round again. */
public final class StockScores {
    private StockScores() {
    }

    /** Rows whose highest is their label's. */
    public static int correct(JsonNode rows, int labels) {
        int correct = 0;
        for (int row = 0; row < rows.size(); row++) {
            int best = 0;
            for (int label = 0; label < labels; label++) {
                best = rows.get(row).get(label).asDouble() > rows.get(row).get(best).asDouble() ? label : best;
            }
            correct += best == row % labels ? 1 : 0;
        }
        return correct;
    }

    /** That a result has the same within 1e-4, and as many rows right. */
    public static void check(JsonNode rows, int labels, String name, EvaluationResult result) {
        assertThat(result.total()).isEqualTo(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            for (int label = 0; label < labels; label++) {
                assertThat((double) result.logits().get(row).get(label)).as("%s, row %d, label %d", name, row, label)
                        .isCloseTo(rows.get(row).get(label).asDouble(), within(1e-4));
            }
        }
        assertThat(result.correct()).isEqualTo(correct(rows, labels));
    }
}
