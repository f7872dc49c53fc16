package dev.shaker.guided;

import java.util.List;

import dev.shaker.identity.DomainName;

/**
 * Mixtures to measure on some rows of one target with the target's own head.
 *
 * @param candidates whose adapters are mixed
 * @param masks bit i stands for the i-th candidate; a mixture is the plain mean of its members
 * @param from first row, as a place in the target's {@link RowOrder}
 * @param to place behind the last
 */
public record Batch(DomainName target, List<DomainName> candidates, List<Long> masks, int from, int to) {
    public Batch {
        candidates = List.copyOf(candidates);
        masks = List.copyOf(masks);
    }

    /** Mixtures times rows: what budgets are counted in. */
    public long rowEvaluations() {
        return (long) masks.size() * (to - from);
    }
}
