package dev.shaker.guided;

/** What is asked of a search. */
public sealed interface Objective {
    /** For each size the subset with the highest accuracy: of the target, or the weighted mean over the targets, all of them in it. */
    record Best() implements Objective {}

    /**
     * The largest subset in which no target that is in it loses more than this.
     *
     * @param drop of accuracy against the target's adapter alone, a share
     */
    record Largest(double drop) implements Objective {}

    /**
     * The smallest subset that is hardly worse than the best of any size.
     *
     * @param tolerance of accuracy, a share
     */
    record Smallest(double tolerance) implements Objective {}
}
