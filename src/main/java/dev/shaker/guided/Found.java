package dev.shaker.guided;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import dev.shaker.identity.DomainName;

/**
 * What a search found.
 *
 * @param candidates that were searched among: masks are over these
 * @param choices the best of each size
 * @param answer of the choices the one that the objective asks for; empty for {@link Objective.Best} and where none will do
 * @param trace every evaluation in the order in which they were made
 * @param spent row evaluations on search rows
 * @param confirmed row evaluations on confirm rows
 * @param missed by how many rows the model was off in its last round, a mean; empty where there was no round
 */
public record Found(List<DomainName> candidates, List<Choice> choices, Optional<Choice> answer, List<Traced> trace,
        long spent, long confirmed, OptionalDouble missed) {
    /** After something else was spent on choosing the candidates. */
    Found after(List<DomainName> kept, long before) {
        return new Found(kept, choices, answer, trace, spent + before, confirmed, missed);
    }

    /**
     * The subset of a size that was chosen.
     *
     * @param mask over the candidates
     * @param value what it was chosen for: accuracy on its search rows, or for {@link Objective.Largest} the worst change
     * @param rows search rows that it was measured on
     * @param confirmations for each target that it concerns, on rows that took no part in the choice
     */
    public record Choice(long mask, List<DomainName> members, double value, int rows,
            List<Confirmation> confirmations) {}

    /**
     * A target alone and in the mixture, on the same confirm rows.
     *
     * @param alone right by the target's adapter alone
     * @param mixed right by the mixture
     * @param drop accuracy lost, a share
     * @param low bound of the drop, two-sided with the question's confidence
     * @param high the other one
     */
    public record Confirmation(DomainName target, int alone, int mixed, int rows, double drop, double low,
            double high) {}

    /**
     * One evaluation.
     *
     * @param from first search row of it
     * @param to row behind the last
     * @param right of these rows
     */
    public record Traced(DomainName target, long mask, int from, int to, int right) {}
}
