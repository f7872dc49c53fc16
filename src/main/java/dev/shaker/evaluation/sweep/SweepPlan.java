package dev.shaker.evaluation.sweep;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Cuts a sweep into shards. Each wanted subset is in exactly one shard for each sparsity. */
public final class SweepPlan {
    private final SweepScope scope;
    private final int shardEvaluations;
    private final List<SweepShard> shards = new ArrayList<>();

    private SweepPlan(SweepScope scope, int shardEvaluations) {
        this.scope = scope;
        this.shardEvaluations = shardEvaluations;
    }

    /**
     * @param shardEvaluations a shard is full with so many (subset, target) pairs; one subset's pairs stay together
     * @return smallest sizes first; targets alone before everything else
     */
    public static List<SweepShard> shards(SweepScope scope, int shardEvaluations) {
        SweepPlan plan = new SweepPlan(scope, Math.max(1, shardEvaluations));
        // Alone and unpruned, whatever the sizes: what drops are held against.
        plan.all(BigDecimal.ZERO, 1);
        for (BigDecimal sparsity : scope.sparsities()) {
            for (int size = scope.smallest(); size <= scope.largest(); size++) {
                if (size == 1 && sparsity.signum() == 0) {
                    continue;
                }
                long count = Subsets.countMeeting(scope.members(), Long.bitCount(scope.targets()), size);
                if (scope.sample().isEmpty() || count <= scope.sample().get().perSize()) {
                    plan.all(sparsity, size);
                } else {
                    plan.picked(sparsity, draw(scope, size, count, scope.sample().get()));
                }
            }
        }
        return List.copyOf(plan.shards);
    }

    private void all(BigDecimal sparsity, int size) {
        long last = Subsets.last(scope.members(), size);
        long from = 0;
        int evaluations = 0;
        long latest = 0;
        for (long mask = Subsets.first(size); mask <= last; mask = Subsets.next(mask)) {
            int pairs = Long.bitCount(mask & scope.targets());
            if (pairs == 0) {
                continue;
            }
            if (evaluations >= shardEvaluations) {
                shards.add(new SweepShard(sparsity, new SubsetBlock.Range(size, from, latest), evaluations));
                evaluations = 0;
            }
            from = evaluations == 0 ? mask : from;
            evaluations += pairs;
            latest = mask;
        }
        if (evaluations > 0) {
            shards.add(new SweepShard(sparsity, new SubsetBlock.Range(size, from, latest), evaluations));
        }
    }

    private void picked(BigDecimal sparsity, Iterable<Long> masks) {
        List<Long> part = new ArrayList<>();
        int evaluations = 0;
        for (long mask : masks) {
            if (evaluations >= shardEvaluations) {
                shards.add(new SweepShard(sparsity, new SubsetBlock.Picked(part), evaluations));
                part = new ArrayList<>();
                evaluations = 0;
            }
            part.add(mask);
            evaluations += Long.bitCount(mask & scope.targets());
        }
        if (evaluations > 0) {
            shards.add(new SweepShard(sparsity, new SubsetBlock.Picked(part), evaluations));
        }
    }

    /** Distinct subsets, each as likely as any other; the same at every sparsity. */
    private static SortedSet<Long> draw(SweepScope scope, int size, long count, SweepScope.Sample sample) {
        SplittableRandom random = new SplittableRandom(sample.seed() * 31 + size);
        TreeSet<Long> drawn = new TreeSet<>();
        // Of more than half of them it is quicker to draw those that stay out.
        boolean rest = sample.perSize() > count / 2;
        long wanted = rest ? count - sample.perSize() : sample.perSize();
        while (drawn.size() < wanted) {
            long mask = subset(scope.members(), size, random);
            if ((mask & scope.targets()) != 0) {
                drawn.add(mask);
            }
        }
        if (!rest) {
            return drawn;
        }
        TreeSet<Long> kept = new TreeSet<>();
        new SubsetBlock.Range(size, Subsets.first(size), Subsets.last(scope.members(), size))
                .forEach(scope.targets(), mask -> {
                    if (!drawn.contains(mask)) {
                        kept.add(mask);
                    }
                });
        return kept;
    }

    /** Floyd's algorithm: every subset of the size with the same probability. */
    private static long subset(int members, int size, SplittableRandom random) {
        long mask = 0;
        for (int i = members - size; i < members; i++) {
            long bit = 1L << random.nextInt(i + 1);
            mask |= (mask & bit) == 0 ? bit : 1L << i;
        }
        return mask;
    }
}
