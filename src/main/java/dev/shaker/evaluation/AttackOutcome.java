package dev.shaker.evaluation;

import java.util.List;

/**
 * How well a subject classified under attack.
 *
 * @param outcomes which attacked rows' highest logit is still, or has become, their label's; those included that were wrong before
 * @param effort what the attack took
 * @param adversaries the rewritten rows that fool the subject, in the order of the file; none where no text is rewritten
 */
public record AttackOutcome(Attack attack, RowOutcomes outcomes, Effort effort, List<Adversary> adversaries) {
    public AttackOutcome {
        adversaries = List.copyOf(adversaries);
    }

    /** An attack that rewrites no text. */
    public AttackOutcome(Attack attack, RowOutcomes outcomes) {
        this(attack, outcomes, Effort.NONE, List.of());
    }

    /** Attacked rows classified right. */
    public int correct() {
        return outcomes.right();
    }

    /** Rows, those included that were wrong before. */
    public int total() {
        return outcomes.rows();
    }

    public double accuracy() {
        return (double) correct() / total();
    }

    /**
     * What an attack on texts took.
     *
     * @param wordsChanged words replaced in the rows that fool the subject
     * @param words all words of the attacked texts of those rows
     * @param queries rows that the subject was asked to classify, over all rows
     */
    public record Effort(long wordsChanged, long words, long queries) {
        /** Of an attack that rewrites no text. */
        public static final Effort NONE = new Effort(0, 0, 0);
    }
}
