package dev.shaker.event;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Somebody wants many mixtures evaluated.
 *
 * @param sweepId chosen by the caller: the same id twice is one sweep
 * @param members domains whose adapters are mixed, all of the space where empty
 * @param targets domains that are evaluated, all members with a test split where empty; each subset holds at least one
 * @param sizes 1 to 3, or to the number of members where that is less, where absent
 * @param sample where not all subsets of a size are wanted
 * @param sparsities each member is pruned at before the mean, 0 where empty
 * @param rowLimit at most so many rows of each test split
 * @param attack what every subset is put to besides
 * @param prune how members are pruned, by magnitude in each layer where absent
 */
public record SweepRequested(String sweepId, String space, List<String> members, List<String> targets,
        @Nullable Sizes sizes, @Nullable Sample sample, List<BigDecimal> sparsities, @Nullable Integer rowLimit,
        @Nullable Budget budget, @Nullable AttackRequested attack, @Nullable Prune prune) implements EventData {
    /** A sweep over rows as they are. */
    public SweepRequested(String sweepId, String space, List<String> members, List<String> targets,
            @Nullable Sizes sizes, @Nullable Sample sample, List<BigDecimal> sparsities, @Nullable Integer rowLimit,
            @Nullable Budget budget) {
        this(sweepId, space, members, targets, sizes, sample, sparsities, rowLimit, budget, null,
                null);
    }

    public SweepRequested {
        members = Absent.asEmpty(members);
        targets = Absent.asEmpty(targets);
        sparsities = Absent.asEmpty(sparsities);
    }

    @Override
    public String key() {
        return space;
    }

    /** A sweep that prunes by magnitude. */
    public SweepRequested(String sweepId, String space, List<String> members, List<String> targets,
            @Nullable Sizes sizes, @Nullable Sample sample, List<BigDecimal> sparsities, @Nullable Integer rowLimit,
            @Nullable Budget budget, @Nullable AttackRequested attack) {
        this(sweepId, space, members, targets, sizes, sample, sparsities, rowLimit, budget, attack, null);
    }

    /** Numbers of members, both included. */
    public record Sizes(int from, int to) {}

    /**
     * @param perSize at most so many subsets of each size
     * @param seed of the draw, 0 where absent
     */
    public record Sample(int perSize, @Nullable Long seed) {}

    /**
     * How members are pruned, as {@link MixtureRequested.Prune} says it.
     *
     * @param scope {@code layer} (default), {@code block} or {@code global}
     * @param score {@code magnitude} (default), {@code random}, {@code synflow} or {@code consensus}
     * @param seed of score {@code random}, 0 where absent
     * @param rounds of score {@code synflow}, 1 where absent
     * @param biases {@code prune} (default) or {@code keep}
     */
    public record Prune(@Nullable String scope, @Nullable String score, @Nullable Long seed, @Nullable Integer rounds,
            @Nullable String biases) {}

    /**
     * @param evaluations a sweep of more is refused
     * @param seconds of evaluators' time, after which the sweep pauses
     */
    public record Budget(@Nullable Long evaluations, @Nullable Long seconds) {}
}
