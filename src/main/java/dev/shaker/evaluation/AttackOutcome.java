package dev.shaker.evaluation;

/**
 * How well a subject classified under attack.
 *
 * @param correct attacked rows whose highest logit is still, or has become, their label's
 * @param total rows attacked
 */
public record AttackOutcome(Attack attack, int correct, int total) {
    public double accuracy() {
        return (double) correct / total;
    }
}
