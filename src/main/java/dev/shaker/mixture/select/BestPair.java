package dev.shaker.mixture.select;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;

/**
 * Finds the pair of least FSD among millions, in whichever order they come; of equal pairs the one whose smaller id is smaller,
 * then the one whose greater id is. Fractions are compared exactly: over one denominator, as nearly all are, by their numerators.
 */
final class BestPair implements FsdView.LeastSearch {
    private static final int NOT_FREE = -1;

    /** Places in the order of ids, by index. */
    private final int[] ranks;
    private final List<Integer> byRank;
    private final Optional<Ratio> below;
    private int first = -1;
    private int second = -1;
    private long leastConflicts;
    private long leastTotal;

    /** @param free candidates in the order of their ids */
    BestPair(int size, List<Integer> free, Optional<Ratio> below) {
        this.ranks = new int[size];
        this.byRank = free;
        this.below = below;
        Arrays.fill(ranks, NOT_FREE);
        for (int rank = 0; rank < free.size(); rank++) {
            ranks[free.get(rank)] = rank;
        }
    }

    @Override
    public boolean wants(int i) {
        return ranks[i] != NOT_FREE;
    }

    @Override
    public boolean mayBe(long conflicts, long total) {
        return !found() || PairConflicts.compare(conflicts, total, leastConflicts, leastTotal) <= 0;
    }

    @Override
    public void pair(int i, int j, long conflicts, long total) {
        if (!wants(i) || !wants(j)) {
            return;
        }
        int compared = found() ? PairConflicts.compare(conflicts, total, leastConflicts, leastTotal) : -1;
        if (compared > 0) {
            return;
        }
        int low = Math.min(ranks[i], ranks[j]);
        int high = Math.max(ranks[i], ranks[j]);
        boolean better = compared < 0 || low < first || low == first && high < second;
        if (better && (below.isEmpty() || ratio(conflicts, total).compareTo(below.get()) < 0)) {
            first = low;
            second = high;
            leastConflicts = conflicts;
            leastTotal = total;
        }
    }

    boolean found() {
        return first >= 0;
    }

    Integer first() {
        return byRank.get(first);
    }

    Integer second() {
        return byRank.get(second);
    }

    /** Nothing to compare is no conflict. */
    private static Ratio ratio(long conflicts, long total) {
        return total == 0 ? Ratio.ZERO : Ratio.of(conflicts, total);
    }
}
