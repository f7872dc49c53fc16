package dev.shaker.event;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A search has come further, or its status has changed.
 *
 * @param status {@code running}, {@code paused}, {@code cancelled}, {@code completed} or {@code failed}
 * @param round how often it has asked for measurements so far
 * @param shardsOpen of the round, not yet measured
 * @param measuredRows row evaluations so far, those for confirmation included
 * @param budgetRows row evaluations that it may take on search rows, 0 until it is planned
 * @param perSecond row evaluations a second since it began or was resumed
 * @param estimatedEnd when the budget is spent at this rate
 * @param best the best subset of each size that was measured before this round
 */
public record GuidedProgressed(String guidedId, String space, String status, int round, int shardsOpen,
        long measuredRows, long budgetRows, @Nullable Double perSecond, @Nullable Instant estimatedEnd,
        List<Leader> best, @Nullable Failure error) implements EventData {
    public GuidedProgressed {
        best = Absent.asEmpty(best);
    }

    @Override
    public String key() {
        return space;
    }

    /**
     * A subset that is ahead.
     *
     * @param value accuracy on its search rows, a weighted mean over the targets; for {@code largest} and {@code pack} the worst
     *        change against a target alone
     * @param rows search rows of each target that it was measured on, of the target with the fewest
     */
    public record Leader(List<String> members, double value, int rows) {
        public Leader {
            members = List.copyOf(members);
        }
    }
}
