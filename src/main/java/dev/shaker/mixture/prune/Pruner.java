package dev.shaker.mixture.prune;

import java.math.BigDecimal;
import java.util.List;

import dev.shaker.mixture.spec.Pruning;

/** Alg. 2 on plain arrays: the threshold z_s as an order statistic, and the cut at it. */
public final class Pruner {
    private Pruner() {
    }

    /**
     * z_s: the |w| with 0-based rank floor(s n), so that exactly floor(s n) weights lie below it where there are no ties.
     * 0 where all are kept; infinity for s = 1, which nothing reaches.
     */
    public static float threshold(List<float[]> tensors, BigDecimal sparsity) {
        long n = 0;
        for (float[] values : tensors) {
            n += values.length;
        }
        long dropped = Pruning.dropped(sparsity, n);
        if (dropped == 0) {
            return 0;
        }
        return dropped == n ? Float.POSITIVE_INFINITY : OrderStatistic.magnitude(tensors, dropped);
    }

    /** z_s of scores. */
    static double threshold(List<double[]> scores, Pruning pruning) {
        long n = 0;
        for (double[] values : scores) {
            n += values.length;
        }
        return threshold(scores, pruning.dropped(n));
    }

    /** What {@code dropped} scores lie below where there are no ties; 0 for none of them, infinity for all. */
    static double threshold(List<double[]> scores, long dropped) {
        if (dropped == 0) {
            return 0;
        }
        long n = 0;
        for (double[] values : scores) {
            n += values.length;
        }
        return dropped == n ? Double.POSITIVE_INFINITY : OrderStatistic.score(scores, dropped);
    }

    /** Zeroes the weights below the threshold in place and keeps ties; returns how many were below. */
    public static long cut(float[] values, float threshold) {
        long dropped = 0;
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i]) < threshold) {
                values[i] = 0;
                dropped++;
            }
        }
        return dropped;
    }
}
