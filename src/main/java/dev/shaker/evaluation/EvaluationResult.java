package dev.shaker.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * How well one subject classified one domain.
 *
 * @param outcomes which rows have their label's logit as the highest (the first of equal ones), in the order of the file
 * @param badRows rows left out because they could not be read
 * @param seconds time of this evaluation, reading and tokenising included where they were not cached
 * @param device where it ran, see {@link Evaluator#device()}
 * @param logits of the first rows in the order of the file, as many as were asked for, C each; rows as they are, not under attack
 * @param attack how it fared under the attack asked for, empty where none was
 */
public record EvaluationResult(RowOutcomes outcomes, int badRows, double seconds, String device,
        List<List<Float>> logits, Optional<AttackOutcome> attack) {
    public EvaluationResult {
        logits = List.copyOf(logits);
    }

    /** A result without attack. */
    public EvaluationResult(RowOutcomes outcomes, int badRows, double seconds, String device,
            List<List<Float>> logits) {
        this(outcomes, badRows, seconds, device, logits, Optional.empty());
    }

    /** Rows classified right. */
    public int correct() {
        return outcomes.right();
    }

    /** Rows classified. */
    public int total() {
        return outcomes.rows();
    }

    public double accuracy() {
        return (double) correct() / total();
    }
}
