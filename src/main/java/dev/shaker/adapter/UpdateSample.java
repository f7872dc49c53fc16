package dev.shaker.adapter;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Optional;

import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.TensorShape;

/**
 * Which rows of a LoRA module's product {@code B A} stand for all of them where it is large: a simple random sample without
 * replacement, drawn from the seed and the module's name, so that all adapters of a space are compared at the same positions.
 *
 * @param elements of a module up to which nothing is left out, and beyond which about as many are drawn
 * @param seed of the draw
 * @param leastRows rows are what is drawn, so of long ones there are some at least, whatever their elements
 */
public record UpdateSample(long elements, long seed, int leastRows) {
    /** Where no adapter's whole sample is bounded. */
    public static final int LEAST_ROWS = 64;
    /** Where it is: a stratum of so few clusters still tells its variance. */
    private static final int BOUNDED_LEAST_ROWS = 16;
    private static final double UNIT = 0x1p-53;

    public UpdateSample {
        if (elements < 1 || leastRows < 1) {
            throw new IllegalArgumentException("a sample of " + elements + " elements, " + leastRows + " rows");
        }
    }

    public UpdateSample(long elements, long seed) {
        this(elements, seed, LEAST_ROWS);
    }

    /**
     * This, or where it would draw more of all updates together than may be, the one of the most elements a module that does not.
     *
     * @param updates shapes [out,in]
     * @param most elements of all updates together, exceeded only where the fewest rows of each do
     */
    public UpdateSample within(Collection<TensorShape> updates, long most) {
        if (drawn(updates) <= most) {
            return this;
        }
        long low = 1;
        long high = elements;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (new UpdateSample(middle, seed, BOUNDED_LEAST_ROWS).drawn(updates) <= most) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return new UpdateSample(low, seed, BOUNDED_LEAST_ROWS);
    }

    private long drawn(Collection<TensorShape> updates) {
        long drawn = 0;
        for (TensorShape update : updates) {
            drawn += (long) size(update.dimension(0), update.dimension(1)) * update.dimension(1);
        }
        return drawn;
    }

    /** Rows drawn of a product [out,in], {@code out} where none is left out. */
    public int size(int out, int in) {
        return (long) out * in <= elements ? out : (int) Math.min(out, Math.max(leastRows, elements / in));
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
