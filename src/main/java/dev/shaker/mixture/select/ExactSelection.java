package dev.shaker.mixture.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.fsd.Ratio;
import dev.shaker.mixture.spec.MixtureErrors;

/**
 * The subset with the least sum of pairwise FSD, by branch and bound in the order of adapter ids, so that of equal subsets
 * the one with the smallest ids is found first. A node's bound adds to what is fixed, for each of the r adapters still to
 * come, its distance to the fixed ones and half its distance to its r - 1 nearest open ones.
 */
final class ExactSelection {
    /** About a minute: k = 30 needs a few million even on noise. */
    private static final long NODE_LIMIT = 200_000_000;

    private static final int ADAPTER_LIMIT = 100;

    private final PairScores scores;
    /** Matrix indices, pinned ones first, then the others by id: positions below are places in this list. */
    private final List<Integer> places;
    private final int pinned;
    private final int size;
    /** Distances between places. */
    private final long[][] distance;
    /** {@code nearest[i][c][m]}: sum of the m smallest distances from place c to places {@code >= i}. */
    private final long[][][] nearest;
    private final int[] chosen;
    private int @Nullable [] best;
    private long bestScore = Long.MAX_VALUE;
    /** The seed may tie with a subset of smaller ids; one that the descent found may not. */
    private boolean foundByDescent;
    private long nodes;

    private ExactSelection(Candidates candidates, int size) {
        this.places = new ArrayList<>(candidates.pinned());
        places.addAll(candidates.free());
        this.pinned = candidates.pinned().size();
        this.size = size;
        this.scores = PairScores.of(candidates.matrix().among(places));
        this.distance = scores.distances();
        this.nearest = nearestSums(distance, pinned, size);
        this.chosen = new int[size];
    }

    static List<Integer> ofSize(Candidates candidates, int size) {
        if (size <= 1) {
            return GreedySelection.ofSize(candidates, size);
        }
        int adapters = candidates.matrix().size();
        if (adapters > ADAPTER_LIMIT) {
            throw MixtureErrors.invalid("select.strategy", "strategy 'exact' takes up to " + ADAPTER_LIMIT
                    + " adapters, the space has " + adapters + "; use 'greedy'");
        }
        var search = new ExactSelection(candidates, size);
        search.seed(GreedySelection.ofSize(candidates, size));
        long fixed = 0;
        long[] toChosen = new long[search.places.size()];
        for (int p = 0; p < search.pinned; p++) {
            search.chosen[p] = p;
            fixed += toChosen[p];
            search.add(toChosen, p, 1);
        }
        search.descend(search.pinned, search.pinned, fixed, toChosen);
        int[] best = search.best;
        if (best == null || search.bestScore >= search.scores.forbidden()) {
            throw MixtureErrors.invalid("select.size",
                    "no " + size + " adapters are comparable with each other; lower the size");
        }
        List<Integer> order = new ArrayList<>();
        for (int place : best) {
            order.add(search.places.get(place));
        }
        return order;
    }

    /** An upper bound to start from; ties with it still go to the smaller ids. */
    private void seed(List<Integer> greedy) {
        int[] seed = greedy.stream().mapToInt(places::indexOf).sorted().toArray();
        best = seed;
        bestScore = score(seed);
    }

    private void descend(int from, int depth, long fixed, long[] toChosen) {
        if (depth == size) {
            offer(fixed);
            return;
        }
        if (++nodes > NODE_LIMIT) {
            throw MixtureErrors.invalid("select.strategy", "strategy 'exact' gives up after " + NODE_LIMIT
                    + " steps over " + places.size() + " adapters; pin targets, lower the size or use 'greedy'");
        }
        int open = size - depth;
        for (int place = from; place <= places.size() - open; place++) {
            if (hopeless(bound(place, open, fixed, toChosen))) {
                return;
            }
            long next = fixed + toChosen[place];
            if (next >= scores.forbidden()) {
                continue;
            }
            chosen[depth] = place;
            add(toChosen, place, 1);
            descend(place + 1, depth + 1, next, toChosen);
            add(toChosen, place, -1);
        }
    }

    /** With inexact scores a subset may still win by less than the rounding, so only exact ones are dropped on a tie. */
    private boolean hopeless(long bound) {
        return scores.exact()
                ? bound > bestScore || bound == bestScore && foundByDescent
                : bound > bestScore + scores.slack();
    }

    private void offer(long score) {
        int[] known = best;
        boolean better;
        if (scores.exact()) {
            better = score < bestScore || score == bestScore && !foundByDescent;
        } else {
            int order = known == null ? -1 : sum(chosen).compareTo(sum(known));
            better = order < 0 || order == 0 && Arrays.compare(chosen, known) < 0;
        }
        if (better) {
            best = chosen.clone();
            bestScore = score;
            foundByDescent = true;
        }
    }

    /** A lower bound of every subset that takes {@code open} more places from {@code from} on. */
    private long bound(int from, int open, long fixed, long[] toChosen) {
        long[] least = new long[open];
        int held = 0;
        for (int c = from; c < places.size(); c++) {
            long cost = 2 * toChosen[c] + nearest[from][c][open - 1];
            int at = held;
            if (held == open) {
                if (cost >= least[open - 1]) {
                    continue;
                }
                at--;
            } else {
                held++;
            }
            while (at > 0 && least[at - 1] > cost) {
                least[at] = least[at - 1];
                at--;
            }
            least[at] = cost;
        }
        long sum = 0;
        for (long cost : least) {
            sum += cost;
        }
        return fixed + (sum + 1) / 2;
    }

    private void add(long[] toChosen, int place, int sign) {
        long[] row = distance[place];
        for (int i = 0; i < row.length; i++) {
            toChosen[i] += sign * row[i];
        }
    }

    private long score(int[] subset) {
        long sum = 0;
        for (int a = 0; a < subset.length; a++) {
            for (int b = 0; b < a; b++) {
                sum += distance[subset[a]][subset[b]];
            }
        }
        return sum;
    }

    private Ratio sum(int[] subset) {
        Ratio sum = Ratio.ZERO;
        for (int a = 0; a < subset.length; a++) {
            for (int b = 0; b < a; b++) {
                sum = sum.plus(scores.fsd(subset[a], subset[b]));
            }
        }
        return sum;
    }

    private static long[][][] nearestSums(long[][] distance, int first, int size) {
        int n = distance.length;
        long[][][] sums = new long[n][n][size];
        for (int from = first; from < n; from++) {
            for (int c = from; c < n; c++) {
                long[] others = new long[n - from - 1];
                int held = 0;
                for (int d = from; d < n; d++) {
                    if (d != c) {
                        others[held++] = distance[c][d];
                    }
                }
                Arrays.sort(others);
                for (int m = 1; m < size; m++) {
                    sums[from][c][m] = sums[from][c][m - 1] + (m <= held ? others[m - 1] : 0);
                }
            }
        }
        return sums;
    }
}
