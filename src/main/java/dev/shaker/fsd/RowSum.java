package dev.shaker.fsd;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;

/**
 * The exact sum of the FSDs of one row. Fractions of one denominator, and in a space nearly all are, are summed as whole
 * numbers: avg_i = sum of conflicts / (s n).
 */
public final class RowSum {
    private final Map<Long, BigInteger> conflicts = new TreeMap<>();
    private int comparable;
    private long total = -1;
    private long sum;

    /** One pair; {@code total} positions of which {@code conflicts} have opposite signs. */
    public void add(long pairConflicts, long pairTotal) {
        add(1, pairConflicts, pairTotal);
    }

    /** Several pairs of one total at once. */
    public void add(int pairs, long pairConflicts, long pairTotal) {
        comparable += pairs;
        if (pairTotal == 0) {
            return;
        }
        if (pairTotal != total || sum > Long.MAX_VALUE - pairConflicts) {
            flush();
            total = pairTotal;
        }
        sum += pairConflicts;
    }

    /** With how many others it was compared. */
    public int comparable() {
        return comparable;
    }

    public Ratio sum() {
        flush();
        Ratio all = Ratio.ZERO;
        for (var part : conflicts.entrySet()) {
            all = all.plus(new Ratio(part.getValue(), BigInteger.valueOf(part.getKey())));
        }
        return all;
    }

    /** The mean of the row of that adapter. */
    public FsdAverage average(DomainName domain, AdapterId adapterId) {
        return new FsdAverage(domain, adapterId, comparable, sum());
    }

    private void flush() {
        if (total > 0) {
            conflicts.merge(total, BigInteger.valueOf(sum), BigInteger::add);
            sum = 0;
            total = -1;
        }
    }
}
