package dev.shaker.evaluation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Which rows of a split were classified right: a bit a row in the order of the file, rows that could not be read left out. Two
 * subjects on the same rows can be compared row by row, which their counts alone do not allow.
 */
public final class RowOutcomes {
    private final int rows;
    private final byte[] bits;
    private final int right;

    private RowOutcomes(int rows, byte[] bits) {
        this.rows = rows;
        this.bits = bits;
        this.right = ones(bits, new byte[bits.length]);
    }

    /** @param isRight whether the row of that number, from 0, was classified right */
    public static RowOutcomes of(int rows, IntPredicate isRight) {
        byte[] bits = new byte[bytes(rows)];
        for (int row = 0; row < rows; row++) {
            if (isRight.test(row)) {
                bits[row / Byte.SIZE] = (byte) (bits[row / Byte.SIZE] | mask(row));
            }
        }
        return new RowOutcomes(rows, bits);
    }

    /** @param digits one for each row, {@code 1} where it was classified right */
    public static RowOutcomes ofDigits(String digits) {
        return of(digits.length(), row -> digits.charAt(row) == '1');
    }

    /**
     * As {@link #bytes} gives them.
     *
     * @throws ShakerException {@code ARTEFACT_CORRUPT} where there are not as many bytes as the rows take, or bits behind the last row
     */
    public static RowOutcomes ofBytes(int rows, byte[] bytes) {
        if (bytes.length != bytes(rows)
                || rows % Byte.SIZE != 0 && (bytes[bytes.length - 1] & 0xff >> rows % Byte.SIZE) != 0) {
            throw new ShakerException(ErrorCode.ARTEFACT_CORRUPT, "rows right and wrong of " + rows + " rows take "
                    + bytes(rows) + " bytes with nothing behind the last row, and " + bytes.length
                    + " bytes are kept: measure the evaluation anew, with refresh").with("rows", rows);
        }
        return new RowOutcomes(rows, bytes.clone());
    }

    /** Rows classified. */
    public int rows() {
        return rows;
    }

    /** Rows classified right. */
    public int right() {
        return right;
    }

    public boolean isRight(int row) {
        return (bits[row / Byte.SIZE] & mask(row)) != 0;
    }

    /** Rows that this one has right and the other wrong. */
    public int andNot(RowOutcomes other) {
        if (other.rows != rows) {
            throw new IllegalArgumentException("outcomes of " + rows + " rows and of " + other.rows);
        }
        return ones(bits, other.bits);
    }

    /** The same without some rows; those behind the last are nothing. */
    public RowOutcomes without(BitSet left) {
        int[] kept = IntStream.range(0, rows).filter(row -> !left.get(row)).toArray();
        return of(kept.length, place -> isRight(kept[place]));
    }

    /** A bit a row, the first row the highest bit of the first byte, bits behind the last row 0; a copy. */
    public byte[] bytes() {
        return bits.clone();
    }

    /** A digit for each row, {@code 1} where it was classified right. */
    public String digits() {
        StringBuilder digits = new StringBuilder(rows);
        for (int row = 0; row < rows; row++) {
            digits.append(isRight(row) ? '1' : '0');
        }
        return digits.toString();
    }

    private static int ones(byte[] bits, byte[] without) {
        int ones = 0;
        for (int i = 0; i < bits.length; i++) {
            ones += Integer.bitCount(bits[i] & ~without[i] & 0xff);
        }
        return ones;
    }

    private static int bytes(int rows) {
        return (rows + Byte.SIZE - 1) / Byte.SIZE;
    }

    private static int mask(int row) {
        return 0x80 >> row % Byte.SIZE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowOutcomes same && same.rows == rows && Arrays.equals(same.bits, bits);
    }

    @Override
    public int hashCode() {
        return 31 * rows + Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        return right + " of " + rows + " rows right";
    }
}
