package dev.shaker.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The loops behind {@link SignPlanes}. C2 of JDK 25 does not vectorise reading a float's bits, but it does vectorise reading
 * ints of a float array's segment, where nothing crosses from one lane to another. So a block is taken as 32 rows of
 * {@value #LANES} values: lane l gathers bit l of every row, one shift and one OR for each value and plane, and the 32 bits of
 * 64 lanes are transposed into one word a row. The flag of a value that is not zero is the carry of adding {@code 0x7fffffff} to
 * its magnitude. What no block holds is taken two floats at once as a long, and what no word holds one by one; the plain loop
 * is also the oracle of the others. Speed: {@code docs/benchmarks.md}.
 */
final class SignPacking {
    private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT_UNALIGNED;
    private static final int SIGN = 0x80000000;
    private static final int MAGNITUDE = ~SIGN;
    private static final int ROWS = 32;
    private static final int LANES = 256;
    private static final int BLOCK = ROWS * LANES;
    private static final int WORDS = LANES / Long.SIZE;

    private static final ValueLayout.OfLong TWO_FLOATS = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long SIGNS = 0x8000000080000000L;
    private static final long MAGNITUDES = ~SIGNS;
    private static final long EVEN = 0x5555555555555555L;
    private static final long ODD = ~EVEN;

    private SignPacking() {
    }

    /** Packs values into the words from {@code word} on; a last part of less than 64 fills the low bits of its word. */
    static void pack(float[] values, int offset, int length, long[] sign, long[] nonZero, int word) {
        int inBlocks = length - length % BLOCK;
        packBlocks(values, offset, inBlocks, sign, nonZero, word);
        int inWords = LITTLE_ENDIAN ? length - inBlocks & -Long.SIZE : 0;
        packWords(values, offset + inBlocks, inWords / Long.SIZE, sign, nonZero, word + inBlocks / Long.SIZE);
        int done = inBlocks + inWords;
        packPlainly(values, offset + done, length - done, sign, nonZero, word + done / Long.SIZE);
    }

    private static void packBlocks(float[] values, int offset, int length, long[] sign, long[] nonZero, int word) {
        if (length == 0) {
            return;
        }
        MemorySegment source = MemorySegment.ofArray(values);
        int[] signs = new int[LANES];
        int[] nonZeros = new int[LANES];
        long[] rows = new long[ROWS];
        for (int done = 0; done < length; done += BLOCK) {
            for (int row = 0; row < ROWS; row++) {
                gather(source, 4L * (offset + done + row * LANES), signs, nonZeros);
            }
            for (int column = 0; column < WORDS; column++) {
                int to = word + done / Long.SIZE + column;
                transpose(nonZeros, column * Long.SIZE, rows);
                for (int row = 0; row < ROWS; row++) {
                    nonZero[to + row * WORDS] = rows[row];
                }
                transpose(signs, column * Long.SIZE, rows);
                for (int row = 0; row < ROWS; row++) {
                    // -0 has a sign and no value.
                    sign[to + row * WORDS] = rows[row] & nonZero[to + row * WORDS];
                }
            }
        }
    }

    // After 32 rows the bits of the rows before have been shifted out, so the lanes need no clearing.
    private static void gather(MemorySegment source, long at, int[] signs, int[] nonZeros) {
        for (int lane = 0; lane < signs.length; lane++) {
            int bits = source.get(BITS, at + 4L * lane);
            signs[lane] = signs[lane] >>> 1 | bits & SIGN;
            nonZeros[lane] = nonZeros[lane] >>> 1 | (bits & MAGNITUDE) + MAGNITUDE & SIGN;
        }
    }

    /**
     * Bit r of 64 lanes becomes row r, the first lane its lowest bit: two transpositions of 32 x 32 bits side by side (Warren,
     * Hacker's Delight, 7-3).
     */
    private static void transpose(int[] lanes, int from, long[] rows) {
        for (int i = 0; i < ROWS; i++) {
            rows[i] = lanes[from + i] & 0xffffffffL | (long) lanes[from + ROWS + i] << Integer.SIZE;
        }
        swap(rows, 16, 0x0000ffff0000ffffL);
        swap(rows, 8, 0x00ff00ff00ff00ffL);
        swap(rows, 4, 0x0f0f0f0f0f0f0f0fL);
        swap(rows, 2, 0x3333333333333333L);
        swap(rows, 1, 0x5555555555555555L);
    }

    /** Swaps, in squares of twice the width, the upper right quarter with the lower left one. */
    private static void swap(long[] rows, int width, long mask) {
        for (int square = 0; square < ROWS; square += 2 * width) {
            for (int i = square; i < square + width; i++) {
                long difference = (rows[i] >>> width ^ rows[i + width]) & mask;
                rows[i + width] ^= difference;
                rows[i] ^= difference << width;
            }
        }
    }

    private static void packWords(float[] values, int offset, int words, long[] sign, long[] nonZero, int word) {
        MemorySegment source = MemorySegment.ofArray(values);
        for (int i = 0; i < words; i++) {
            long at = 4L * (offset + 64 * i);
            long signs = 0;
            long nonZeros = 0;
            for (int j = 0; j < 256; j += 16) {
                long a = source.get(TWO_FLOATS, at + j);
                long b = source.get(TWO_FLOATS, at + j + 8);
                signs = (signs >>> 2) | ((a & SIGNS) >>> 1) | (b & SIGNS);
                nonZeros = (nonZeros >>> 2) | ((((a & MAGNITUDES) + MAGNITUDES) & SIGNS) >>> 1)
                        | (((b & MAGNITUDES) + MAGNITUDES) & SIGNS);
            }
            // -0 has a sign and no value.
            signs &= nonZeros;
            sign[word + i] = Long.expand(signs, EVEN) | Long.expand(signs >>> 32, ODD);
            nonZero[word + i] = Long.expand(nonZeros, EVEN) | Long.expand(nonZeros >>> 32, ODD);
        }
    }

    /** What the words mean, element by element. */
    static void packPlainly(float[] values, int offset, int length, long[] sign, long[] nonZero, int word) {
        for (int i = 0; i < length; i++) {
            float value = values[offset + i];
            long bit = 1L << i;
            if (value != 0) {
                nonZero[word + (i >>> 6)] |= bit;
                if (value < 0) {
                    sign[word + (i >>> 6)] |= bit;
                }
            }
        }
    }
}
