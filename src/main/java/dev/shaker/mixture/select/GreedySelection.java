package dev.shaker.mixture.select;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdRow;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.Ratio;
import dev.shaker.mixture.spec.MixtureErrors;

/** Grows a set one adapter at a time. For equal set sizes, the least sum of FSD to the set is the least mean pairwise FSD. */
final class GreedySelection {
    private final Candidates candidates;
    private final FsdView matrix;
    private final Optional<Ratio> below;
    private final List<Integer> order = new ArrayList<>();
    private final List<Integer> open;
    /** By matrix index: the sum of FSD to the set; null once a pair with the set is not allowed. */
    private final @Nullable Ratio[] sums;
    /** Rows are read as long as there is somebody to choose after them. */
    private int wanted = Integer.MAX_VALUE;

    private GreedySelection(Candidates candidates, Optional<Ratio> below) {
        this.candidates = candidates;
        this.matrix = candidates.matrix();
        this.below = below;
        this.open = new ArrayList<>(candidates.free());
        this.sums = new Ratio[matrix.size()];
        for (int i : open) {
            sums[i] = Ratio.ZERO;
        }
        candidates.pinned().forEach(this::take);
    }

    /** Exactly {@code size} adapters, fewer only where the rest is not comparable, which is an error. */
    static List<Integer> ofSize(Candidates candidates, int size) {
        var greedy = new GreedySelection(candidates, Optional.empty());
        greedy.grow(size);
        if (greedy.order.size() < size) {
            throw MixtureErrors.invalid("select.size", "only " + greedy.order.size() + " of the " + size
                    + " adapters asked for are comparable with each other; lower the size");
        }
        return greedy.order;
    }

    /** As many adapters as go without any pair reaching the bound. */
    static List<Integer> below(Candidates candidates, BigDecimal bound) {
        Ratio limit = ratio(bound);
        var greedy = new GreedySelection(candidates, Optional.of(limit));
        requireBelow(candidates, limit, bound);
        greedy.grow(Math.min(candidates.matrix().size(), Selector.MOST_MEMBERS + 1));
        if (greedy.order.size() > Selector.MOST_MEMBERS) {
            throw MixtureErrors.invalid("select.threshold", "more than " + Selector.MOST_MEMBERS
                    + " adapters stay below " + bound.toPlainString()
                    + " with each other; lower the threshold or give a size");
        }
        return greedy.order;
    }

    private static void requireBelow(Candidates candidates, Ratio limit, BigDecimal bound) {
        FsdMatrix pinned = candidates.matrix().among(candidates.pinned());
        for (int a = 0; a < pinned.size(); a++) {
            for (int b = a + 1; b < pinned.size(); b++) {
                Optional<Ratio> fsd = pinned.fsd(a, b);
                if (fsd.isEmpty() || fsd.get().compareTo(limit) >= 0) {
                    throw MixtureErrors.invalid("select.threshold", "targets '" + pinned.entry(a).domain() + "' and '"
                            + pinned.entry(b).domain() + "' have an FSD of "
                            + fsd.map(Ratio::toString).orElse("nothing comparable") + ", not below "
                            + bound.toPlainString() + "; raise the threshold or drop a target");
                }
            }
        }
    }

    private void grow(int size) {
        wanted = size;
        if (order.isEmpty() && size > 0) {
            start(size);
        }
        while (order.size() < size) {
            Optional<Integer> best = nearest();
            if (best.isEmpty()) {
                return;
            }
            take(best.get());
        }
    }

    /** The best pair, or for one member, or where no pair is allowed, the adapter of least average. */
    private void start(int size) {
        List<Integer> ids = candidates.free();
        var best = new BestPair(matrix.size(), ids, below);
        if (size > 1) {
            matrix.leastPairs(best);
        }
        if (best.found()) {
            take(best.first());
            take(best.second());
            return;
        }
        int lowest = ids.get(0);
        for (int i : ids) {
            if (matrix.average(i).includingSelf().compareTo(matrix.average(lowest).includingSelf()) < 0) {
                lowest = i;
            }
        }
        take(lowest);
    }

    private Optional<Integer> nearest() {
        Optional<Integer> nearest = Optional.empty();
        @Nullable
        Ratio least = null;
        for (int i : open) {
            Ratio sum = sums[i];
            if (sum != null && (least == null || sum.compareTo(least) < 0)) {
                least = sum;
                nearest = Optional.of(i);
            }
        }
        return nearest;
    }

    private void take(Integer chosen) {
        order.add(chosen);
        open.remove(chosen);
        if (open.isEmpty() || order.size() >= wanted) {
            return;
        }
        FsdRow row = matrix.row(chosen);
        for (int i : open) {
            Ratio sum = sums[i];
            if (sum != null) {
                sums[i] = row.fsd(i).filter(this::allowed).map(sum::plus).orElse(null);
            }
        }
    }

    private boolean allowed(Ratio fsd) {
        return below.isEmpty() || fsd.compareTo(below.get()) < 0;
    }

    private static Ratio ratio(BigDecimal value) {
        BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
        return new Ratio(plain.unscaledValue(), BigInteger.TEN.pow(plain.scale()));
    }
}
