package dev.shaker.event;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a search found. Accuracies and drops are shares: 0.01 is one point.
 *
 * @param objective as asked for
 * @param generation of the space when the search was planned
 * @param choices the best of each size; for {@code pack} the mixtures that together hold every target
 * @param answer the place in {@code choices} of the one that the objective asks for; absent for {@code best} and {@code pack}, and
 *        where none will do
 * @param evaluations mixtures on some rows of a target
 * @param searchRows row evaluations on search rows
 * @param confirmRows row evaluations on confirm rows
 * @param budgetRows row evaluations on search rows that it might have taken
 * @param missedRows by how many rows the model was off in its last round, a mean; absent where there was no round
 * @param refuted for {@code pack}, unions that were believed possible and measured worse
 * @param seconds evaluators worked on it
 */
public record GuidedReady(String guidedId, String space, String objective, long generation, List<Choice> choices,
        @Nullable Integer answer, long evaluations, long searchRows, long confirmRows, long budgetRows,
        @Nullable Double missedRows, @Nullable Integer refuted, double seconds) implements EventData {
    public GuidedReady {
        choices = List.copyOf(choices);
    }

    @Override
    public String key() {
        return space;
    }

    /**
     * A subset.
     *
     * @param value what it was chosen for, on its search rows: accuracy, a weighted mean over the targets; for {@code largest} and
     *        {@code pack} the worst change against a target alone
     * @param rows search rows that it was measured on
     * @param confirmations for each target that it concerns, on rows that took no part in the choice
     */
    public record Choice(List<FsdUpdated.AdapterOfDomain> members, double value, int rows,
            List<Confirmation> confirmations) {
        public Choice {
            members = List.copyOf(members);
            confirmations = List.copyOf(confirmations);
        }
    }

    /**
     * A target alone and in the mixture on the same confirm rows.
     *
     * @param alone accuracy of the target's own adapter
     * @param mixed accuracy of the mixture
     * @param drop alone - mixed
     * @param low lower end of the drop's interval (Tango 1998)
     * @param high upper end
     */
    public record Confirmation(String domain, int rows, double alone, double mixed, double drop, double low,
            double high) {}
}
