package dev.shaker.evaluation.paired;

import dev.shaker.evaluation.RowOutcomes;

/**
 * What two classifiers on the same rows differ in.
 *
 * @param rows n, at least 1
 * @param aloneOnly b: rows the adapter alone has right and the mixture wrong
 * @param mixedOnly c: the reverse
 */
public record PairedCounts(int rows, int aloneOnly, int mixedOnly) {
    public PairedCounts {
        if (rows < 1 || aloneOnly < 0 || mixedOnly < 0 || aloneOnly > rows - mixedOnly) {
            throw new IllegalArgumentException(aloneOnly + " and " + mixedOnly + " of " + rows + " rows");
        }
    }

    /** Both of the same rows, at least one. */
    public static PairedCounts of(RowOutcomes alone, RowOutcomes mixed) {
        return new PairedCounts(alone.rows(), alone.andNot(mixed), mixed.andNot(alone));
    }

    /** Accuracy alone minus accuracy mixed, -1 to 1. */
    public double drop() {
        return (double) (aloneOnly - mixedOnly) / rows;
    }

    /** The share of rows that one has right and the other wrong, 0 to 1. */
    public double disagreement() {
        return (double) (aloneOnly + mixedOnly) / rows;
    }
}
