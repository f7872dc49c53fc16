package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows of a split in an order whose every beginning, and every end, has nearly the classes of the whole: what was measured on the
 * first 64 rows is part of what is measured on the first 128.
 *
 * <p>
 * Within each class rows are permuted by the seed; the j-th of n rows of a class gets the key (j + 1/2) / n, and rows are sorted
 * by key, class and place in the file.
 */
public final class RowOrder {
    private final int[] rows;

    private RowOrder(int[] rows) {
        this.rows = rows;
    }

    /** A row with its key (2 j + 1) / (2 n), kept as odd and n so that nothing is rounded. */
    private record Keyed(int row, int label, long odd, long count) {}

    /**
     * @param labels of the rows in the order of the file, each at least 0
     * @param seed equal seeds give equal orders, on every machine
     */
    public static RowOrder of(int[] labels, long seed) {
        int classes = Arrays.stream(labels).max().orElse(-1) + 1;
        List<Keyed> keyed = new ArrayList<>(labels.length);
        for (int label = 0; label < classes; label++) {
            int[] of = permuted(labels, label, new SplittableRandom(seed * 31 + label));
            for (int j = 0; j < of.length; j++) {
                keyed.add(new Keyed(of[j], label, 2L * j + 1, of.length));
            }
        }
        keyed.sort(Comparator.comparing((Keyed row) -> row, RowOrder::byKey).thenComparingInt(Keyed::label)
                .thenComparingInt(Keyed::row));
        return new RowOrder(keyed.stream().mapToInt(Keyed::row).toArray());
    }

    private static int byKey(Keyed one, Keyed other) {
        return Long.compare(one.odd() * other.count(), other.odd() * one.count());
    }

    /** The rows of one class, each order as likely as any other (Fisher-Yates). */
    private static int[] permuted(int[] labels, int label, SplittableRandom random) {
        int[] rows = new int[labels.length];
        int count = 0;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] == label) {
                rows[count++] = row;
            }
        }
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int row = rows[i];
            rows[i] = rows[j];
            rows[j] = row;
        }
        return Arrays.copyOf(rows, count);
    }

    public int size() {
        return rows.length;
    }

    /** Places in the file of the rows from one place of the order to before another. */
    public int[] rows(int from, int to) {
        return Arrays.copyOfRange(rows, from, to);
    }
}
