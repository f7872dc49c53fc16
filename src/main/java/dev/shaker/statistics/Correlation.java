package dev.shaker.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * How closely two quantities go together. The intervals are percentile bootstrap intervals over points; points of a sweep
 * share members, so the intervals are narrower than those of independent mixtures would be.
 *
 * @param count points
 * @param spearman Pearson of the ranks, tied values at their average rank
 * @param resamples of the bootstrap
 */
public record Correlation(int count, Estimate pearson, Estimate spearman, int resamples, long seed) {
    /** The share of resamples inside an interval. */
    public static final double CONFIDENCE = 0.95;

    /** @param low 2.5th percentile over the resamples; {@code high} the 97.5th */
    public record Estimate(double value, double low, double high) {}

    /**
     * @param x as many as {@code y}, finite
     * @param seed the same seed gives the same intervals
     * @return empty for fewer than three points, and where x or y has one value only
     */
    public static Optional<Correlation> of(double[] x, double[] y, int resamples, long seed) {
        if (x.length < 3 || constant(x) || constant(y)) {
            return Optional.empty();
        }
        PearsonsCorrelation pearson = new PearsonsCorrelation();
        NaturalRanking ranking = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);
        double value = bounded(pearson.correlation(x, y));
        double rankValue = bounded(pearson.correlation(ranking.rank(x), ranking.rank(y)));
        double[] values = new double[resamples];
        double[] rankValues = new double[resamples];
        SplittableRandom random = new SplittableRandom(seed);
        WeightedRanks ranksOfX = new WeightedRanks(x);
        WeightedRanks ranksOfY = new WeightedRanks(y);
        int[] weights = new int[x.length];
        int kept = 0;
        for (int r = 0; r < resamples; r++) {
            Arrays.fill(weights, 0);
            for (int i = 0; i < x.length; i++) {
                weights[random.nextInt(x.length)]++;
            }
            double linear = weighted(x, y, weights);
            double monotone = weighted(ranksOfX.of(weights), ranksOfY.of(weights), weights);
            // A resample of one value has no correlation.
            if (!Double.isNaN(linear) && !Double.isNaN(monotone)) {
                values[kept] = linear;
                rankValues[kept] = monotone;
                kept++;
            }
        }
        return Optional.of(new Correlation(x.length, estimate(value, values, kept),
                estimate(rankValue, rankValues, kept), resamples, seed));
    }

    private static Estimate estimate(double value, double[] values, int kept) {
        if (kept == 0) {
            return new Estimate(value, value, value);
        }
        double[] sorted = Arrays.copyOf(values, kept);
        Arrays.sort(sorted);
        double tail = (1 - CONFIDENCE) / 2;
        return new Estimate(value, sorted[(int) Math.floor(tail * (kept - 1))],
                sorted[(int) Math.ceil((1 - tail) * (kept - 1))]);
    }

    /** Pearson where point i stands {@code weights[i]} times; NaN where one side is constant. */
    static double weighted(double[] x, double[] y, int[] weights) {
        if (constant(x, weights) || constant(y, weights)) {
            return Double.NaN;
        }
        double n = 0;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < x.length; i++) {
            n += weights[i];
            meanX += weights[i] * x[i];
            meanY += weights[i] * y[i];
        }
        meanX /= n;
        meanY /= n;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = x[i] - meanX;
            double dy = y[i] - meanY;
            xx += weights[i] * dx * dx;
            yy += weights[i] * dy * dy;
            xy += weights[i] * dx * dy;
        }
        return xx == 0 || yy == 0 ? Double.NaN : bounded(xy / Math.sqrt(xx * yy));
    }

    /** Rounding brings a perfect correlation past 1 by an ulp or two. */
    private static double bounded(double correlation) {
        return Double.isNaN(correlation) ? correlation : Math.clamp(correlation, -1, 1);
    }

    /** Told by the values: their rounded mean may differ from the one value that there is, and leave noise to correlate. */
    private static boolean constant(double[] values, int[] weights) {
        double only = Double.NaN;
        for (int i = 0; i < values.length; i++) {
            if (weights[i] > 0) {
                if (!Double.isNaN(only) && values[i] != only) {
                    return false;
                }
                only = values[i];
            }
        }
        return true;
    }

    private static boolean constant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }
}
