package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;

import dev.shaker.evaluation.sweep.Subsets;

/** The subsets that a question looks at: those of the sizes asked for that hold what is pinned and a target. */
final class Subspace {
    /** More than these are not looked at one by one. */
    static final long MOST_SUBSETS = 2_000_000;
    private static final int BEAM = 200;
    private static final int SWAP_ROUNDS = 2;

    private final int candidates;
    private final long pinned;
    /** Of these a subset holds at least one. */
    private final long targets;
    private final int least;
    private final int most;
    private final boolean whole;

    Subspace(int candidates, long pinned, long targets, int least, int most) {
        this(candidates, pinned, targets, least, most, MOST_SUBSETS);
    }

    /** @param mostSubsets beyond which a beam is used */
    Subspace(int candidates, long pinned, long targets, int least, int most, long mostSubsets) {
        this.candidates = candidates;
        this.pinned = pinned;
        this.targets = targets;
        this.least = Math.max(least, Math.max(1, Long.bitCount(pinned)));
        this.most = Math.min(most, candidates);
        long count = 0;
        int fixed = Long.bitCount(pinned);
        for (int size = this.least; size <= this.most && count <= mostSubsets; size++) {
            count += Subsets.count(candidates - fixed, size - fixed);
        }
        this.whole = count <= mostSubsets;
    }

    /** Whether a subset is one of those looked at. */
    boolean takes(long mask) {
        int size = Long.bitCount(mask);
        return size >= least && size <= most && holds(mask);
    }

    /** Whether a subset belongs here, its size aside. */
    private boolean holds(long mask) {
        return (mask & pinned) == pinned && (mask & targets) != 0;
    }

    /**
     * The best subset of each size.
     *
     * @param allowed which subsets may be taken
     * @return by size; a size without any is left out. Of equal ones the smallest mask.
     */
    Map<Integer, Long> best(LongToDoubleFunction score, LongPredicate allowed) {
        Map<Integer, Scored> best = new TreeMap<>();
        if (whole) {
            everyOne(mask -> {
                if (allowed.test(mask)) {
                    best.merge(Long.bitCount(mask), new Scored(mask, score.applyAsDouble(mask)), Scored::better);
                }
            });
        } else {
            beam(score, allowed, best);
        }
        Map<Integer, Long> masks = new TreeMap<>();
        best.forEach((size, scored) -> masks.put(size, scored.mask()));
        return masks;
    }

    private void everyOne(LongConsumer visitor) {
        long free = ((1L << candidates) - 1) & ~pinned;
        int count = Long.bitCount(free);
        for (int size = least - Long.bitCount(pinned); size <= most - Long.bitCount(pinned); size++) {
            if (size == 0) {
                visit(pinned, visitor);
            } else if (size <= count) {
                for (long packed = Subsets.first(size); packed <= Subsets.last(count, size); packed = Subsets
                        .next(packed)) {
                    visit(pinned | Long.expand(packed, free), visitor);
                }
            }
        }
    }

    private void visit(long mask, LongConsumer visitor) {
        if (holds(mask)) {
            visitor.accept(mask);
        }
    }

    /** Grows the best by one member at a time, then swaps single members of the best of each size. */
    private void beam(LongToDoubleFunction score, LongPredicate allowed, Map<Integer, Scored> best) {
        Map<Long, Scored> scores = new HashMap<>();
        Set<Long> starts = new TreeSet<>();
        if ((pinned & targets) != 0) {
            starts.add(pinned);
        } else {
            for (long left = targets; left != 0; left &= left - 1) {
                starts.add(pinned | left & -left);
            }
        }
        List<Scored> beam = starts.stream().map(mask -> scored(mask, score, scores)).toList();
        while (!beam.isEmpty() && Long.bitCount(beam.getFirst().mask()) <= most) {
            int size = Long.bitCount(beam.getFirst().mask());
            if (size >= least) {
                take(swapped(beam, score, scores), allowed, best);
            }
            Set<Long> next = new HashSet<>();
            for (Scored one : beam) {
                for (int i = 0; i < candidates; i++) {
                    if ((one.mask() >> i & 1) == 0) {
                        next.add(one.mask() | 1L << i);
                    }
                }
            }
            beam = next.stream().map(mask -> scored(mask, score, scores)).sorted(Scored.ORDER).limit(BEAM).toList();
        }
    }

    private List<Scored> swapped(List<Scored> beam, LongToDoubleFunction score, Map<Long, Scored> scores) {
        List<Scored> found = new ArrayList<>(beam);
        Scored best = beam.stream().min(Scored.ORDER).orElseThrow();
        for (int round = 0; round < SWAP_ROUNDS; round++) {
            long from = best.mask();
            for (int out = 0; out < candidates; out++) {
                for (int in = 0; in < candidates; in++) {
                    long swapped = from & ~(1L << out) | 1L << in;
                    if (Long.bitCount(swapped) == Long.bitCount(from) && swapped != from && holds(swapped)) {
                        found.add(scored(swapped, score, scores));
                    }
                }
            }
            best = found.stream().min(Scored.ORDER).orElseThrow();
        }
        return found;
    }

    private static void take(List<Scored> some, LongPredicate allowed, Map<Integer, Scored> best) {
        some.stream().filter(one -> allowed.test(one.mask()))
                .forEach(one -> best.merge(Long.bitCount(one.mask()), one, Scored::better));
    }

    private static Scored scored(long mask, LongToDoubleFunction score, Map<Long, Scored> scores) {
        return scores.computeIfAbsent(mask, _ -> new Scored(mask, score.applyAsDouble(mask)));
    }

    /** A subset of a size, each as likely as any other. */
    long drawn(int size, SplittableRandom random) {
        while (true) {
            long mask = pinned;
            while (Long.bitCount(mask) < size) {
                mask |= 1L << random.nextInt(candidates);
            }
            if (holds(mask)) {
                return mask;
            }
        }
    }

    private record Scored(long mask, double score) {
        static final Comparator<Scored> ORDER = Comparator.comparingDouble((Scored one) -> -one.score())
                .thenComparingLong(Scored::mask);

        Scored better(Scored other) {
            return ORDER.compare(this, other) <= 0 ? this : other;
        }
    }
}
