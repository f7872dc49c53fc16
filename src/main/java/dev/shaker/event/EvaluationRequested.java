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
 * @param guided a part of a search instead of one evaluation: then the id is the part's, and adapter and domain are the target's
 */
public record EvaluationRequested(String evaluationId, String space, @Nullable String mixtureId, String adapterId,
        String domain, @Nullable String split, @Nullable Integer rowLimit, @Nullable Shard shard,
        @Nullable AttackRequested attack, @Nullable String evaluator, @Nullable Guided guided) implements EventData {
    public static final String OUTSIDE = "outside";

    /** No part of a search. */
    public EvaluationRequested(String evaluationId, String space, @Nullable String mixtureId, String adapterId,
            String domain, @Nullable String split, @Nullable Integer rowLimit, @Nullable Shard shard,
            @Nullable AttackRequested attack, @Nullable String evaluator) {
        this(evaluationId, space, mixtureId, adapterId, domain, split, rowLimit, shard, attack, evaluator, null);
    }

    /** A part of a search. */
    public EvaluationRequested(String evaluationId, String space, String adapterId, String domain, Guided guided) {
        this(evaluationId, space, null, adapterId, domain, "test", null, null, null, null, guided);
    }

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
     * Subsets of a search's candidates, each to be averaged in memory and evaluated on some rows of one target.
     *
     * @param round of the search
     * @param members bit i of a mask is the i-th of these
     * @param subsets masks
     * @param input what all numbers rest on beside the members: the id of the target's evaluation alone
     * @param seed of the order of the target's rows: stratified by label, and nested
     * @param from first row, as a place in that order
     * @param to place behind the last
     */
    public record Guided(String guidedId, int round, List<Member> members, List<Long> subsets, String input, long seed,
            int from, int to) {
        public Guided {
            members = List.copyOf(members);
            subsets = List.copyOf(subsets);
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
