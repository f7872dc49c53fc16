package dev.shaker.evaluation.paired;

import org.apache.commons.math3.distribution.BetaDistribution;

/** The exact interval of one proportion (C. Clopper and E. Pearson, 1934), and the tests that it inverts. */
public final class AccuracyBound {
    private AccuracyBound() {
    }

    /**
     * @param right of {@code rows}, at least 1
     * @param confidence of both ends together
     */
    public static Interval interval(int right, int rows, double confidence) {
        double tail = (1 - confidence) / 2;
        double low = right == 0 ? 0 : quantile(right, rows - right + 1, tail);
        double high = right == rows ? 1 : quantile(right + 1, rows - right, 1 - tail);
        return new Interval(low, high);
    }

    private static double quantile(int alpha, int beta, double probability) {
        return new BetaDistribution(null, alpha, beta).inverseCumulativeProbability(probability);
    }

    /** Pass where an accuracy below {@code least} is refuted at that level, fail where one of {@code least} or more is. */
    public static Finding test(int right, int rows, double least, double level) {
        Interval both = interval(right, rows, 1 - 2 * level);
        if (both.low() >= least) {
            return Finding.PASS;
        }
        return both.high() < least ? Finding.FAIL : Finding.INCONCLUSIVE;
    }
}
