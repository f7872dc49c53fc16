package dev.shaker.evaluation.sweep;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Which subsets a sweep evaluates: those of the sizes that hold at least one target, each on all of its members that are
 * targets. Every target alone and unpruned is always among them, because drops are held against it.
 *
 * @param members how many adapters there are to choose from
 * @param targets mask of the members that are evaluated
 * @param smallest least size, at least 1
 * @param largest greatest size, at most {@code members}
 * @param sample where not all subsets of a size are wanted
 * @param sparsities each member is pruned at (Alg. 2) before the mean; 0 for the adapters as they are
 */
public record SweepScope(int members, long targets, int smallest, int largest, Optional<Sample> sample,
        List<BigDecimal> sparsities) {
    /**
     * @param perSize at most so many subsets of each size
     * @param seed of the draw: the same seed draws the same subsets
     */
    public record Sample(int perSize, long seed) {
        public Sample {
            if (perSize < 1) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID,
                        "sample " + perSize + ": at least 1 subset of each size").with("field", "sample.perSize");
            }
        }
    }

    public SweepScope {
        long all = Subsets.all(members);
        if (targets == 0 || (targets & ~all) != 0) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "a sweep needs a target among its members");
        }
        if (smallest < 1 || smallest > largest || largest > members) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "sizes " + smallest + " to " + largest
                    + ": they go from 1 to the number of adapters, " + members).with("field", "sizes");
        }
        TreeSet<BigDecimal> distinct = new TreeSet<>();
        for (BigDecimal sparsity : sparsities) {
            if (sparsity.signum() < 0 || sparsity.compareTo(BigDecimal.ONE) > 0) {
                throw new ShakerException(ErrorCode.SPARSITY_OUT_OF_RANGE, "sparsity " + sparsity.toPlainString()
                        + " is not in [0, 1]; 0.4 drops 40 % of the weights").with("field", "sparsities");
            }
            distinct.add(sparsity.signum() == 0 ? BigDecimal.ZERO : sparsity.stripTrailingZeros());
        }
        sparsities = distinct.isEmpty() ? List.of(BigDecimal.ZERO) : List.copyOf(distinct);
    }

    /** How many (subset, domain) pairs are evaluated, in closed form; {@link Long#MAX_VALUE} where a long is too small. */
    public long evaluations() {
        int evaluated = Long.bitCount(targets);
        long each = 0;
        for (int size = smallest; size <= largest; size++) {
            long pairs = Subsets.pairs(members, evaluated, size);
            // A drawn subset holds as many targets as it happens to: no more than all.
            each += sample.isEmpty()
                    ? pairs
                    : Math.min(pairs, (long) sample.get().perSize() * Math.min(size, evaluated));
        }
        boolean aloneIncluded = smallest == 1 && sparsities.getFirst().signum() == 0
                && (sample.isEmpty() || sample.get().perSize() >= evaluated);
        try {
            return Math.addExact(Math.multiplyExact(each, (long) sparsities.size()), aloneIncluded ? 0 : evaluated);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
