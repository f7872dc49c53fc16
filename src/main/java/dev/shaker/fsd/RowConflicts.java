package dev.shaker.fsd;

import java.util.Optional;

import dev.shaker.tensor.RowSample;
import dev.shaker.tensor.SignPlanes;

/** Counts of sampled rows, row by row: the sums estimate the whole, and how rows differ says how well. */
final class RowConflicts {
    private RowConflicts() {
    }

    /** @param sample of both */
    static LayerConflicts count(String name, SignPlanes a, SignPlanes b, RowSample sample) {
        int row = sample.row();
        long rows = a.elements() / row;
        long conflicts = 0;
        double squares = 0;
        for (long i = 0; i < rows; i++) {
            long own = conflicts(a, b, i * row, (i + 1) * row);
            conflicts += own;
            squares += (double) own * own;
        }
        long bothNonZero = ConflictCounter.bothNonZero(a.nonZero(), b.nonZero(), SignPlanes.words(a.elements()));
        return new LayerConflicts(name, whole(conflicts, sample.rows(), rows), whole(bothNonZero, sample.rows(), rows),
                sample.population(), Optional.of(new Sampling(a.elements(), error(conflicts, squares, rows, sample))));
    }

    /** To the nearest: n of the rows stand for all N. */
    private static long whole(long count, long all, long rows) {
        return (Math.multiplyExact(2 * count, all) + rows) / (2 * rows);
    }

    private static double error(long conflicts, double squares, long rows, RowSample sample) {
        if (rows < 2) {
            return 1;
        }
        double between = Math.max(0, (squares - (double) conflicts * conflicts / rows) / (rows - 1));
        double left = 1 - (double) rows / sample.rows();
        return Math.sqrt(left * between / rows) / sample.row();
    }

    /** Conflicts at the positions from {@code from} to {@code to}, which may lie inside words. */
    private static long conflicts(SignPlanes a, SignPlanes b, long from, long to) {
        long[] signA = a.sign();
        long[] signB = b.sign();
        long[] nonZeroA = a.nonZero();
        long[] nonZeroB = b.nonZero();
        int first = (int) (from >>> 6);
        int last = (int) ((to - 1) >>> 6);
        long head = -1L << from;
        long tail = -1L >>> -to;
        if (first == last) {
            return Long.bitCount((signA[first] ^ signB[first]) & nonZeroA[first] & nonZeroB[first] & head & tail);
        }
        long count = Long.bitCount((signA[first] ^ signB[first]) & nonZeroA[first] & nonZeroB[first] & head);
        for (int i = first + 1; i < last; i++) {
            count += Long.bitCount((signA[i] ^ signB[i]) & nonZeroA[i] & nonZeroB[i]);
        }
        return count + Long.bitCount((signA[last] ^ signB[last]) & nonZeroA[last] & nonZeroB[last] & tail);
    }
}
