package dev.shaker.evaluation.paired;

import java.util.BitSet;

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

    /**
     * Of the first rows of two.
     *
     * @param alone a bit for each row that is right
     */
    public static PairedCounts of(BitSet alone, BitSet mixed, int rows) {
        BitSet lost = alone.get(0, rows);
        lost.andNot(mixed);
        BitSet won = mixed.get(0, rows);
        won.andNot(alone);
        return new PairedCounts(rows, lost.cardinality(), won.cardinality());
    }

    /** Of these rows and others. */
    public PairedCounts plus(PairedCounts other) {
        return new PairedCounts(rows + other.rows, aloneOnly + other.aloneOnly, mixedOnly + other.mixedOnly);
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
