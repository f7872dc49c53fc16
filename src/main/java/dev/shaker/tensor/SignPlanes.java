package dev.shaker.tensor;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The signs of n floats as two planes of bits in 64-bit words, bit j of word i for element 64 i + j: {@code sign} where the
 * element is below zero, {@code nonZero} where it is neither +0 nor -0. A set sign bit implies a set nonZero bit, and the bits
 * behind the last element are clear, so that equal signs make equal words and no count needs a mask. A quarter of a byte an
 * element. Of a large matrix they may be those of some of its rows ({@link #sample}).
 */
public final class SignPlanes {
    private final long elements;
    private final long[] sign;
    private final long[] nonZero;
    private final @Nullable RowSample sample;

    private SignPlanes(long elements, long[] sign, long[] nonZero) {
        this(elements, sign, nonZero, null);
    }

    private SignPlanes(long elements, long[] sign, long[] nonZero, @Nullable RowSample sample) {
        this.elements = elements;
        this.sign = sign;
        this.nonZero = nonZero;
        this.sample = sample;
    }

    /** The same signs as rows drawn from a larger matrix. */
    public SignPlanes asSampleOf(RowSample whole) {
        if (elements % whole.row() != 0 || elements >= whole.population()) {
            throw new IllegalArgumentException(elements + " elements are no sample of " + whole);
        }
        return new SignPlanes(elements, sign, nonZero, whole);
    }

    /** The matrix that these rows were drawn from, empty where nothing was left out. */
    public Optional<RowSample> sample() {
        return Optional.ofNullable(sample);
    }

    /** Elements of the matrix that these stand for. */
    public long population() {
        return sample == null ? elements : sample.population();
    }

    /** Number of words of one plane. */
    public static int words(long elements) {
        return Math.toIntExact((elements + 63) >>> 6);
    }

    public static SignPlanes pack(float[] values) {
        return pack(values, 0, values.length);
    }

    /** Packs {@code length} values from {@code offset}. NaN counts as non-zero: the caller has refused it before. */
    public static SignPlanes pack(float[] values, int offset, int length) {
        int words = words(length);
        long[] sign = new long[words];
        long[] nonZero = new long[words];
        SignPacking.pack(values, offset, length, sign, nonZero, 0);
        return new SignPlanes(length, sign, nonZero);
    }

    /**
     * Planes from stored words; the arrays are taken over.
     *
     * @throws IllegalArgumentException where the words break the promises of this class
     */
    public static SignPlanes of(long elements, long[] sign, long[] nonZero) {
        int words = words(elements);
        if (sign.length != words || nonZero.length != words) {
            throw new IllegalArgumentException(
                    elements + " elements need " + words + " words, not " + sign.length + " and " + nonZero.length);
        }
        long stray = 0;
        for (int i = 0; i < words; i++) {
            stray |= sign[i] & ~nonZero[i];
        }
        if ((elements & 63) != 0) {
            stray |= nonZero[words - 1] & -1L << elements;
        }
        if (stray != 0) {
            throw new IllegalArgumentException("a sign without a value");
        }
        return new SignPlanes(elements, sign, nonZero);
    }

    public long elements() {
        return elements;
    }

    /** The words themselves, for counting: not to be changed. */
    public long[] sign() {
        return sign;
    }

    /** The words themselves, for counting: not to be changed. */
    public long[] nonZero() {
        return nonZero;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SignPlanes other && elements == other.elements && Objects.equals(sample, other.sample)
                && Arrays.equals(sign, other.sign) && Arrays.equals(nonZero, other.nonZero);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sign) + Arrays.hashCode(nonZero);
    }

    @Override
    public String toString() {
        return "SignPlanes[" + elements + " elements]";
    }

    /** Packs values as they arrive, in pieces of any length. */
    public static final class Builder {
        private final long elements;
        private final long[] sign;
        private final long[] nonZero;
        private final float[] pending = new float[64];
        private int pendingLength;
        private long packed;

        /** @param elements how many values will come in all */
        public Builder(long elements) {
            this.elements = elements;
            this.sign = new long[words(elements)];
            this.nonZero = new long[words(elements)];
        }

        public Builder add(float[] values, int offset, int length) {
            if (packed + pendingLength + length > elements) {
                throw new IllegalArgumentException("more than the announced " + elements + " values");
            }
            int from = offset;
            int left = length;
            // Only whole words are packed directly, so that a piece may end anywhere.
            if (pendingLength > 0) {
                int n = Math.min(64 - pendingLength, left);
                System.arraycopy(values, from, pending, pendingLength, n);
                pendingLength += n;
                from += n;
                left -= n;
                if (pendingLength < 64) {
                    return this;
                }
                flush();
            }
            int whole = left & -64;
            SignPacking.pack(values, from, whole, sign, nonZero, (int) (packed >>> 6));
            packed += whole;
            System.arraycopy(values, from + whole, pending, 0, left - whole);
            pendingLength = left - whole;
            return this;
        }

        /** @throws IllegalStateException where fewer values came than were announced */
        public SignPlanes build() {
            flush();
            if (packed != elements) {
                throw new IllegalStateException(packed + " values came, " + elements + " were announced");
            }
            return new SignPlanes(elements, sign, nonZero);
        }

        private void flush() {
            SignPacking.pack(pending, 0, pendingLength, sign, nonZero, (int) (packed >>> 6));
            packed += pendingLength;
            pendingLength = 0;
        }
    }
}
