package dev.shaker.djl;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.evaluation.EvaluationResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Compares a result with what a stock library recorded. */
final class Parity {
    private Parity() {
    }

    /** @param tolerance how many rows the numbers of correct ones may differ by */
    static void check(String what, EvaluationResult result, JsonNode expected, int tolerance) {
        JsonNode rows = expected.has("rows") ? expected.path("rows") : expected.path("test_rows");
        assertThat(result.total()).as(what).isEqualTo(rows.asInt());
        assertThat(result.correct()).as(what).isCloseTo(expected.path("correct").asInt(), within(tolerance));
        JsonNode logits = expected.path("logits_first_8");
        assertThat(result.logits()).as(what).hasSize(logits.size());
        for (int row = 0; row < logits.size(); row++) {
            assertThat(result.logits().get(row)).as(what).hasSize(logits.get(row).size());
            for (int c = 0; c < logits.get(row).size(); c++) {
                assertThat((double) result.logits().get(row).get(c)).as("%s, row %d, label %d", what, row, c)
                        .isCloseTo(logits.get(row).get(c).asDouble(), within(1e-4));
            }
        }
    }
}
