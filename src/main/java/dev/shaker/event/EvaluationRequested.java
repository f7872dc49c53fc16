package dev.shaker.event;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One piece of work for an evaluator.
 *
 * @param evaluationId from what is evaluated: the same work twice has the same id
 * @param mixtureId the mixture, or null for the domain's own adapter alone
 * @param adapterId the domain's own adapter
 * @param split {@code test}
 * @param shard a part of a sweep instead of one evaluation: then the id is the shard's, and adapter and domain are those of
 *        the first target
 * @param attack what is done to the rows besides, all its parameters given
 * @param evaluator {@code outside} where Shaker's own leave it to others, null else
 */
public record EvaluationRequested(String evaluationId, String space, @Nullable String mixtureId, String adapterId,
        String domain, @Nullable String split, @Nullable Integer rowLimit, @Nullable Shard shard,
        @Nullable AttackRequested attack, @Nullable String evaluator) implements EventData {
    public static final String OUTSIDE = "outside";

    /** One that Shaker measures. */
    public EvaluationRequested(String evaluationId, String space, @Nullable String mixtureId, String adapterId,
            String domain, @Nullable String split, @Nullable Integer rowLimit, @Nullable Shard shard,
            @Nullable AttackRequested attack) {
        this(evaluationId, space, mixtureId, adapterId, domain, split, rowLimit, shard, attack, null);
    }

    /** A shard, whose rows stay as they are. */
    public EvaluationRequested(String evaluationId, String space, @Nullable String mixtureId, String adapterId,
            String domain, @Nullable String split, @Nullable Integer rowLimit, @Nullable Shard shard) {
        this(evaluationId, space, mixtureId, adapterId, domain, split, rowLimit, shard, null, null);
    }

    /** One evaluation of rows as they are. */
    public EvaluationRequested(String evaluationId, String space, @Nullable String mixtureId, String adapterId,
            String domain, @Nullable String split, @Nullable Integer rowLimit) {
        this(evaluationId, space, mixtureId, adapterId, domain, split, rowLimit, null, null, null);
    }

    /**
     * Subsets of a sweep's members, each to be averaged in memory and evaluated on those of its members that are targets.
     *
     * @param members bit i of a mask is the i-th of these
     * @param targets mask of the members that are evaluated
     * @param sparsity each member is pruned at before the mean
     * @param range all subsets between two masks that hold a target
     * @param subsets masks of the subsets where there is no range
     * @param prune how members are pruned, by magnitude in each layer where absent
     */
    public record Shard(String sweepId, List<Member> members, long targets, BigDecimal sparsity,
            @Nullable Range range, List<Long> subsets, SweepRequested.@Nullable Prune prune) {
        /** By magnitude. */
        public Shard(String sweepId, List<Member> members, long targets, BigDecimal sparsity, @Nullable Range range,
                List<Long> subsets) {
            this(sweepId, members, targets, sparsity, range, subsets, null);
        }

        public Shard {
            members = List.copyOf(members);
            subsets = Absent.asEmpty(subsets);
        }
    }

    /**
     * An adapter and the domain it stands for.
     *
     * @param input of a target, what all its numbers rest on beside the members: the id of its evaluation alone; null in
     *        shards of versions before this one
     */
    public record Member(String domain, String adapterId, @Nullable String input) {}

    /** Masks of one size from the first to the last, both included, in ascending order. */
    public record Range(int size, long first, long last) {}

    @Override
    public String key() {
        return evaluationId;
    }
}
