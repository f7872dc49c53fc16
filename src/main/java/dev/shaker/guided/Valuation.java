package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import dev.shaker.evaluation.paired.PairedCounts;
import dev.shaker.evaluation.paired.Tango;
import dev.shaker.identity.DomainName;

/**
 * What a subset is worth to a question: the weighted mean of what it is worth to the targets, or the worst change against the
 * target alone among the targets that are in it.
 */
final class Valuation {
    private final List<Ledger> ledgers;
    private final SubsetMeasurer measurer;
    /** The bits of the targets, in their order. */
    private final long[] bits;
    private final boolean worst;
    private final int candidates;

    Valuation(Question question, SubsetMeasurer measurer) {
        List<DomainName> candidates = question.candidates();
        this.measurer = measurer;
        this.ledgers = question.targets().stream().map(target -> new Ledger(target, candidates, measurer)).toList();
        this.bits = question.targets().stream().mapToLong(target -> 1L << candidates.indexOf(target.domain()))
                .toArray();
        this.worst = question.objective() instanceof Objective.Largest;
        this.candidates = candidates.size();
    }

    List<Ledger> ledgers() {
        return ledgers;
    }

    /** The bit of a target. */
    long bit(int target) {
        return bits[target];
    }

    /** Bits of all targets. */
    long targets() {
        return Arrays.stream(bits).reduce(0, (one, other) -> one | other);
    }

    /** Whether a subset need hold only some of the targets. */
    boolean someTargetsWillDo() {
        return worst;
    }

    boolean concerns(int target, long mask) {
        return !worst || (mask & bits[target]) != 0;
    }

    long spent() {
        return ledgers.stream().mapToLong(Ledger::spent).sum();
    }

    /** Every evaluation on search rows, target by target, in the order in which they were made. */
    List<Found.Traced> trace() {
        return ledgers.stream().flatMap(ledger -> ledger.trace().stream()).toList();
    }

    /** The search rows of a target that belong to a level. */
    int rows(int target, int level) {
        return Math.min(level, ledgers.get(target).target().split().search());
    }

    /** All search rows, of the target that has the most. */
    int allRows() {
        return ledgers.stream().mapToInt(ledger -> ledger.target().split().search()).max().orElseThrow();
    }

    long cost(long mask, int level) {
        long cost = 0;
        for (int t = 0; t < bits.length; t++) {
            cost += concerns(t, mask) ? ledgers.get(t).cost(mask, rows(t, level)) : 0;
        }
        return cost;
    }

    boolean measured(long mask, int level) {
        return cost(mask, level) == 0;
    }

    /** Search rows that a subset was measured on for every target that it concerns, of the one that has the most. */
    int rows(long mask) {
        int rows = 0;
        for (int t = 0; t < bits.length; t++) {
            rows = Math.max(rows, concerns(t, mask) ? ledgers.get(t).rows(mask) : 0);
        }
        return rows;
    }

    /** Measures subsets for every target that they concern. */
    void measure(Collection<Long> masks, int level) {
        measureEach(level, t -> masks.stream().filter(mask -> concerns(t, mask)).toList());
    }

    /** @param masks of each target */
    void measureEach(int level, IntFunction<? extends Collection<Long>> masks) {
        prepare(t -> ledgers.get(t).missing(masks.apply(t), rows(t, level)));
        for (int t = 0; t < bits.length; t++) {
            ledgers.get(t).measure(masks.apply(t), rows(t, level));
        }
    }

    /** @param batches of each target */
    void prepare(IntFunction<List<Batch>> batches) {
        measurer.prepare(IntStream.range(0, bits.length).mapToObj(batches).flatMap(List::stream).toList());
    }

    /** Everything that was measured for each target that it concerns, at least at a level. */
    Set<Long> masks(int level) {
        TreeSet<Long> masks = new TreeSet<>();
        ledgers.forEach(ledger -> masks.addAll(ledger.masks()));
        masks.removeIf(mask -> (mask & targets()) == 0 || !measured(mask, level));
        return masks;
    }

    /** Worth by rows right, of what was measured at a level. */
    double accuracy(long mask, int level) {
        return over(mask, t -> {
            int rows = rows(t, level);
            return (double) ledgers.get(t).right(mask, rows) / rows - alone(t, level);
        });
    }

    /** Worth by accuracy and the label's probability, of what was measured at a level. */
    double score(long mask, int level) {
        return over(mask, t -> score(t, mask, level) - (worst ? score(t, bits[t], level) : 0));
    }

    private double score(int target, long mask, int level) {
        int rows = rows(target, level);
        Ledger ledger = ledgers.get(target);
        return Surrogate.judged(ledger.target().truth(rows), ledger.logits(mask, rows)).score();
    }

    /** What changes are counted from, where the worst counts. */
    private double alone(int target, int level) {
        int rows = rows(target, level);
        return worst ? (double) ledgers.get(target).right(bits[target], rows) / rows : 0;
    }

    /**
     * By how much one is more accurate than another at least, wrongly so with probability {@code level}, over the rows of the targets
     * that both concern; -1 where there is none.
     */
    double ahead(long one, long other, int rows, double level) {
        return IntStream.range(0, bits.length).filter(t -> concerns(t, one) && concerns(t, other))
                .mapToObj(t -> PairedCounts.of(ledgers.get(t).right(one), ledgers.get(t).right(other), rows(t, rows)))
                .reduce(PairedCounts::plus).map(counts -> Tango.least(counts, level)).orElse(-1.0);
    }

    /** A model of each target, from what was measured at a level. */
    Model model(Kernel kernel, int level) {
        List<Surrogate> surrogates = new ArrayList<>();
        double[] alone = new double[bits.length];
        double[] scores = new double[bits.length];
        for (int t = 0; t < bits.length; t++) {
            Ledger ledger = ledgers.get(t);
            int rows = rows(t, level);
            Map<Long, float[]> logits = ledger.logits(rows);
            logits.keySet().removeIf(mask -> !covered(mask, logits));
            surrogates.add(Surrogate.fit(kernel, ledger.target().truth(rows), candidates, logits));
            alone[t] = alone(t, level);
            scores[t] = worst ? score(t, bits[t], level) : 0;
        }
        return new Model(surrogates, alone, scores);
    }

    private static boolean covered(long mask, Map<Long, float[]> logits) {
        for (long left = mask; left != 0; left &= left - 1) {
            if (!logits.containsKey(left & -left)) {
                return false;
            }
        }
        return true;
    }

    /** Surrogates of all targets. */
    final class Model {
        private final List<Surrogate> surrogates;
        private final double[] alone;
        private final double[] scores;

        private Model(List<Surrogate> surrogates, double[] alone, double[] scores) {
            this.surrogates = surrogates;
            this.alone = alone;
            this.scores = scores;
        }

        /** Worth by predicted accuracy; the least there is of what it cannot speak of. */
        double accuracy(long mask) {
            return over(mask, t -> surrogates.get(t).knows(mask)
                    ? surrogates.get(t).predict(mask).accuracy() - alone[t]
                    : Double.NEGATIVE_INFINITY);
        }

        /** Worth by predicted score; the least there is of what it cannot speak of. */
        double score(long mask) {
            return over(mask, t -> surrogates.get(t).knows(mask)
                    ? surrogates.get(t).predict(mask).score() - scores[t]
                    : Double.NEGATIVE_INFINITY);
        }

        /** How many rows off it was of what was measured since, a mean over subsets and targets. */
        double missed(Collection<Long> masks, int level) {
            double sum = 0;
            int count = 0;
            for (long mask : masks) {
                for (int t = 0; t < bits.length; t++) {
                    if (concerns(t, mask) && surrogates.get(t).knows(mask)) {
                        sum += Math.abs(surrogates.get(t).predict(mask).right()
                                - ledgers.get(t).right(mask, rows(t, level)));
                        count++;
                    }
                }
            }
            return count == 0 ? 0 : sum / count;
        }
    }

    private double over(long mask, IntToDoubleFunction worth) {
        double least = Double.POSITIVE_INFINITY;
        double sum = 0;
        double weights = 0;
        for (int t = 0; t < bits.length; t++) {
            if (concerns(t, mask)) {
                double value = worth.applyAsDouble(t);
                least = Math.min(least, value);
                sum += ledgers.get(t).target().weight() * value;
                weights += ledgers.get(t).target().weight();
            }
        }
        return worst ? least : sum / weights;
    }
}
