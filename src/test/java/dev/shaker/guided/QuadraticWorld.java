package dev.shaker.guided;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.shaker.Named;
import dev.shaker.evaluation.RowScores;
import dev.shaker.identity.DomainName;

/** A made-up space in which mixtures have the logits of a quadratic polynomial: every member helps or harms each row a little. */
final class QuadraticWorld implements SubsetMeasurer {
    private static final int CLASSES = 2;

    private final List<DomainName> domains;
    private final long seed;
    private final int rows;
    /** Batches in the order in which they came. */
    final List<Batch> batches = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    /** Whether anything was asked for twice. */
    boolean repeated;

    QuadraticWorld(int domains, int rows, long seed) {
        this.domains = IntStream.range(0, domains).mapToObj(i -> Named.domain("d%03d".formatted(i))).toList();
        this.rows = rows;
        this.seed = seed;
    }

    List<DomainName> domains() {
        return domains;
    }

    TargetRows target(int domain, int search) {
        int[] labels = IntStream.range(0, rows).map(row -> row % CLASSES).toArray();
        return new TargetRows(domains.get(domain), 1, labels, CLASSES, new RowSplit(RowOrder.of(labels, seed), search));
    }

    @Override
    public List<RowAnswers> measure(Batch batch) {
        batches.add(batch);
        return batch.masks().stream().map(mask -> {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < batch.candidates().size(); i++) {
                if ((mask >> i & 1) == 1) {
                    members.add(domains.indexOf(batch.candidates().get(i)));
                }
            }
            int[] order = target(domains.indexOf(batch.target()), rows - 1).split().order().rows(batch.from(),
                    batch.to());
            float[] logits = new float[order.length * CLASSES];
            BitSet right = new BitSet();
            for (int i = 0; i < order.length; i++) {
                repeated |= !seen.add(batch.target() + " " + members + " " + order[i]);
                float margin = margin(domains.indexOf(batch.target()), members, order[i]);
                int label = order[i] % CLASSES;
                logits[i * CLASSES + label] = margin;
                right.set(i, RowScores.highest(logits, i * CLASSES, CLASSES) == label);
            }
            return new RowAnswers(logits, right);
        }).toList();
    }

    /** How far the label is ahead on a row. */
    private float margin(int target, List<Integer> members, int row) {
        double margin = 0;
        for (int one : members) {
            margin += own(target, one, row) / members.size();
            for (int other : members) {
                if (one < other) {
                    margin += 2 * noise(target, 1000 + one, 1000 + other, row) / members.size() / members.size();
                }
            }
        }
        return (float) margin;
    }

    private double own(int target, int member, int row) {
        // Some candidates know the target's work in part, by their place; the target knows it best.
        double skill = member == target ? 1.2 : 0.3 * noise(target, member, 7, -1);
        return skill + noise(target, member, 0, row);
    }

    /** Uniform over (-1, 1), the same whenever it is asked for. */
    private double noise(int target, int one, int other, int row) {
        long mixed = ((seed * 1_000_003 + target) * 1_000_003 + one) * 1_000_003 + other;
        return 2 * new SplittableRandom(mixed * 1_000_003 + row).nextDouble() - 1;
    }

    /** Right on places of the order. */
    int right(int target, long mask, int from, int to) {
        return new QuadraticWorld(domains.size(), rows, seed)
                .measure(new Batch(domains.get(target), domains, List.of(mask), from, to)).getFirst().right()
                .cardinality();
    }
}
