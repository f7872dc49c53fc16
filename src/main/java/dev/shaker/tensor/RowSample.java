package dev.shaker.tensor;

/**
 * What planes stand for that hold some rows of a matrix and not all.
 *
 * @param row elements of a row
 * @param population elements of the whole matrix, a multiple of {@code row}
 */
public record RowSample(int row, long population) {
    public RowSample {
        if (row < 1 || population < row || population % row != 0) {
            throw new IllegalArgumentException(population + " elements are no rows of " + row);
        }
    }

    /** Rows of the whole matrix. */
    public long rows() {
        return population / row;
    }
}
