package dev.shaker.fsd;

import java.util.Arrays;
import java.util.Optional;

/** One row of the matrix as numbers: by index of the other, its conflicts and the positions compared. */
public final class FsdRow {
    private static final long ABSENT = -1;

    private final long[] conflicts;
    private final long[] totals;

    /** A row in which nothing can be compared yet. */
    public FsdRow(int size) {
        this.conflicts = new long[size];
        this.totals = new long[size];
        Arrays.fill(totals, ABSENT);
    }

    public void set(int other, long pairConflicts, long total) {
        conflicts[other] = pairConflicts;
        totals[other] = total;
    }

    public boolean comparable(int other) {
        return totals[other] != ABSENT;
    }

    /** Empty where the two cannot be compared. */
    public Optional<Ratio> fsd(int other) {
        return comparable(other) ? Optional.of(Counts.ratio(conflicts[other], totals[other])) : Optional.empty();
    }

    public long conflicts(int other) {
        return conflicts[other];
    }

    public long total(int other) {
        return totals[other];
    }
}
