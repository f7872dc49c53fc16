package dev.shaker.event;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Somebody wants good mixtures found with few evaluations. Shaker sends a request again, as it is, whenever what it waited for has
 * been measured: the same id twice is one search, and it goes on where it stands.
 *
 * @param guidedId chosen by the caller
 * @param objective {@code best}: the best subset of each size; {@code largest}: the largest in which no target that is in it loses
 *        more than {@code drop}; {@code smallest}: the smallest that is worse than the best by no more than {@code tolerance};
 *        {@code pack}: the fewest mixtures that together hold every target, none losing more than {@code drop}
 * @param targets whose test rows judge; where empty, for {@code largest} and {@code pack}, all candidates that have some
 * @param drop accuracy that may be lost against the target's adapter alone, a share; for {@code largest} and {@code pack}
 * @param tolerance accuracy that does not count, a share; 0.01 where absent
 * @param sizes numbers of members; 2 to 8 where absent, from 1 for {@code smallest}, 1 to all for {@code largest}; not for
 *        {@code pack}
 * @param candidates domains whose adapters may be mixed, all of the space where empty
 * @param excluded of these
 * @param pinned in every subset
 * @param budget what may be measured on search rows
 * @param confidence of bounds and intervals, 0.95 where absent
 * @param confirmShare share of each target's rows that takes no part in the choice, 0.3 where absent
 * @param seed of the rows' order and of the search, 0 where absent
 */
public record GuidedRequested(String guidedId, String space, String objective, List<Target> targets,
        @Nullable BigDecimal drop, @Nullable BigDecimal tolerance, @Nullable Sizes sizes, List<String> candidates,
        List<String> excluded, List<String> pinned, @Nullable Budget budget, @Nullable BigDecimal confidence,
        @Nullable BigDecimal confirmShare, @Nullable Long seed) implements EventData {
    public GuidedRequested {
        targets = Absent.asEmpty(targets);
        candidates = Absent.asEmpty(candidates);
        excluded = Absent.asEmpty(excluded);
        pinned = Absent.asEmpty(pinned);
    }

    @Override
    public String key() {
        return space;
    }

    /** @param weight in the mean over several targets, 1 where absent */
    public record Target(String domain, @Nullable BigDecimal weight) {}

    /** Numbers of members, both included. */
    public record Sizes(int from, int to) {}

    /**
     * One of the two; 1 % where neither is given, and at least what it takes to look at every pair.
     *
     * @param rows row evaluations: mixtures times rows
     * @param share of the row evaluations that it would take to measure every subset on every search row
     */
    public record Budget(@Nullable Long rows, @Nullable BigDecimal share) {}
}
