package dev.shaker.statistics;

import java.util.Arrays;
import java.util.Comparator;

/** Average ranks of values of which each stands a number of times: sorted once, ranked in one pass for each resample. */
final class WeightedRanks {
    private final double[] values;
    private final int[] order;

    WeightedRanks(double[] values) {
        this.values = values.clone();
        Integer[] sorted = new Integer[values.length];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, Comparator.comparingDouble(i -> values[i]));
        this.order = new int[values.length];
        Arrays.setAll(order, i -> sorted[i]);
    }

    /** The rank of each value, tied ones at their average; ranks of values that stand 0 times mean nothing. */
    double[] of(int[] weights) {
        double[] ranks = new double[order.length];
        long before = 0;
        int from = 0;
        while (from < order.length) {
            int to = from;
            long tied = 0;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                tied += weights[order[to]];
                to++;
            }
            double rank = before + (tied + 1) / 2.0;
            for (int i = from; i < to; i++) {
                ranks[order[i]] = rank;
            }
            before += tied;
            from = to;
        }
        return ranks;
    }
}
