package dev.shaker.pipeline.guided;

import java.util.List;

import dev.shaker.evaluation.RowOutcomes;

/**
 * A mixture on some rows of a target.
 *
 * @param target place among the plan's targets
 * @param members places among the plan's candidates, ascending
 * @param from first row, as a place in the target's order
 * @param outcomes which of them were classified right
 * @param logits [rows, classes] row-major
 */
public record Measurement(int target, List<Integer> members, int from, RowOutcomes outcomes, float[] logits) {
    public Measurement {
        members = List.copyOf(members);
    }

    /** Place behind the last row. */
    public int to() {
        return from + outcomes.rows();
    }
}
