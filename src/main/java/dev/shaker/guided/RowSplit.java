package dev.shaker.guided;

import java.util.ArrayList;
import java.util.List;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Rows to search with and rows to confirm with, apart: what was chosen for how it did on the former is judged on the latter, which
 * took no part.
 *
 * @param order of all rows: the first of it are searched with
 * @param search how many
 */
public record RowSplit(RowOrder order, int search) {
    /** Rows that a drop is confirmed on where the split has them. */
    public static final int CONFIRM_AT_LEAST = 300;

    public RowSplit {
        if (search < 1 || search >= order.size()) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, order.size() + " rows cannot be divided into "
                    + search + " to search with and the rest to confirm with: give the domain more test rows");
        }
    }

    /**
     * The share asked for is kept for confirmation, but at least {@link #CONFIRM_AT_LEAST} rows where as many are left to search
     * with, and half of the rows where they are fewer than that.
     *
     * @param labels of the rows in the order of the file
     * @param confirmShare between 0 and 1
     * @throws ShakerException {@code REQUEST_INVALID} for fewer than two rows or a share that leaves one side empty
     */
    public static RowSplit of(int[] labels, long seed, double confirmShare) {
        int rows = labels.length;
        int confirm = Math.max((int) Math.round(confirmShare * rows), Math.min(CONFIRM_AT_LEAST, rows / 2));
        return new RowSplit(RowOrder.of(labels, seed), rows - confirm);
    }

    /** How many rows there are to confirm with. */
    public int confirm() {
        return order.size() - search;
    }

    /** Numbers of search rows at which mixtures are compared, each twice the last, and all of them: 64, 128, ..., all. */
    static List<Integer> levels(int first, int all) {
        List<Integer> levels = new ArrayList<>();
        for (int level = first; level < all; level *= 2) {
            levels.add(level);
        }
        levels.add(all);
        return levels;
    }
}
