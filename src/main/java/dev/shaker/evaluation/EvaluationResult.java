package dev.shaker.evaluation;

import java.util.List;

/**
 * How well one subject classified one domain.
 *
 * @param correct rows whose highest logit is their label's (the first of equal ones)
 * @param total rows classified
 * @param badRows rows left out because they could not be read
 * @param seconds time of this evaluation, reading and tokenising included where they were not cached
 * @param device where it ran: {@code cpu}, {@code gpu:0}
 * @param logits of the first rows in the order of the file, as many as were asked for, C each
 */
public record EvaluationResult(int correct, int total, int badRows, double seconds, String device,
        List<List<Float>> logits) {
    public EvaluationResult {
        logits = List.copyOf(logits);
    }

    public double accuracy() {
        return (double) correct / total;
    }
}
