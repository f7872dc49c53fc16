package dev.shaker.adapter;

import java.math.BigInteger;
import java.util.Optional;

import dev.shaker.tensor.Sha256;

/**
 * Which rows of a LoRA module's product {@code B A} stand for all of them where it is large: a simple random sample without
 * replacement, drawn from the seed and the module's name, so that all adapters of a space are compared at the same positions.
 *
 * @param elements of a module up to which nothing is left out, and beyond which about as many are drawn
 * @param seed of the draw
 */
public record UpdateSample(long elements, long seed) {
    /** Rows are what is drawn, so of long ones there are some at least, whatever their elements. */
    public static final int LEAST_ROWS = 64;
    private static final double UNIT = 0x1p-53;

    public UpdateSample {
        if (elements < 1) {
            throw new IllegalArgumentException("a sample of " + elements + " elements");
        }
    }

    /** Rows drawn of a product [out,in], {@code out} where none is left out. */
    public int size(int out, int in) {
        return (long) out * in <= elements ? out : (int) Math.min(out, Math.max(LEAST_ROWS, elements / in));
    }

    /** Their indices, ascending; empty where none is left out. Selection sampling (Knuth, TAOCP 2, 3.4.2, algorithm S). */
    public Optional<int[]> rows(String module, int out, int in) {
        int size = size(out, in);
        if (size == out) {
            return Optional.empty();
        }
        int[] rows = new int[size];
        long state = new BigInteger(new Sha256().update(seed).update(module).hex().substring(0, 16), 16).longValue();
        int chosen = 0;
        for (int row = 0; chosen < size; row++) {
            // SplitMix64 (Steele et al. 2014), written out so that no version of the JDK can change it.
            state += 0x9e3779b97f4a7c15L;
            long z = state;
            z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
            z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
            double uniform = ((z ^ z >>> 31) >>> 11) * UNIT;
            if ((out - row) * uniform < size - chosen) {
                rows[chosen++] = row;
            }
        }
        return Optional.of(rows);
    }
}
