package dev.shaker.mixture.merge;

import java.util.Arrays;
import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.prune.Draws;

/**
 * DELLA's MAGPRUNE (Deep et al., section 3.1): within each row of n weights, the one of rank r (0 for the largest magnitude)
 * is dropped with p_r = p - epsilon/2 + epsilon r / (n - 1), the others are divided by 1 - p_r. Equal magnitudes rank by place.
 */
record DellaTensors(Tensors source, String adapterId, double density, double epsilon, long seed) implements Tensors {
    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] values = source.read(layer);
        Draws draws = new Draws(seed, adapterId, layer.name());
        int row = layer.shape().rank() > 1 ? values.length / layer.shape().dimension(0) : values.length;
        for (int from = 0; from < values.length; from += row) {
            int[] ranks = ranks(values, from, row);
            for (int i = 0; i < row; i++) {
                double stay = density + epsilon / 2 - (row > 1 ? epsilon * ranks[i] / (row - 1) : epsilon / 2);
                values[from + i] = draws.next() < stay ? (float) (values[from + i] / stay) : 0;
            }
        }
        return values;
    }

    /** Rank by falling magnitude: magnitude bits above place, sorted as one number. */
    private static int[] ranks(float[] values, int from, int row) {
        long[] keys = new long[row];
        for (int i = 0; i < row; i++) {
            long magnitude = Float.floatToRawIntBits(values[from + i]) & 0x7fff_ffffL;
            keys[i] = (0x7fff_ffffL - magnitude) << 32 | i;
        }
        Arrays.sort(keys);
        int[] ranks = new int[row];
        for (int rank = 0; rank < row; rank++) {
            ranks[(int) keys[rank]] = rank;
        }
        return ranks;
    }
}
