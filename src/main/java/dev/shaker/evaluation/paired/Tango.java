package dev.shaker.evaluation.paired;

/**
 * The score test of the difference of two paired proportions, and the interval that inverts it (T. Tango, "Equivalence test and
 * confidence interval for the difference in proportions for the paired-sample design", Statistics in Medicine 17, 1998). At a drop
 * of 0 it is McNemar's.
 */
public final class Tango {
    /** Halvings of [-1, 1]: to the last bit. */
    private static final int STEPS = 60;

    private Tango() {
    }

    /**
     * How far the observed drop is above a hypothetical one, in standard errors under it: T(D), falling in D.
     *
     * @param drop D, -1 to 1
     */
    public static double statistic(PairedCounts counts, double drop) {
        double n = counts.rows();
        double b = counts.aloneOnly();
        double c = counts.mixedOnly();
        double above = b - c - n * drop;
        double variance = n * (2 * mixedOnlyShare(n, b, c, drop) + drop * (1 - drop));
        if (variance > 0) {
            return above / Math.sqrt(variance);
        }
        return above == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, above);
    }

    /** The probability of c's cell that is likeliest where the drop is D: the greater root of a quadratic. */
    static double mixedOnlyShare(double n, double b, double c, double drop) {
        double quadratic = 2 * n;
        double linear = -b - c + (2 * n - b + c) * drop;
        double constant = -c * drop * (1 - drop);
        return (Math.sqrt(Math.max(0, linear * linear - 4 * quadratic * constant)) - linear) / (2 * quadratic);
    }

    /** Of "the drop is at least {@code margin}": small where the mixture loses less. */
    public static double pValueOfLess(PairedCounts counts, double margin) {
        return Normal.below(statistic(counts, margin));
    }

    /** Of "the drop is at most {@code margin}": small where the mixture loses more. */
    public static double pValueOfMore(PairedCounts counts, double margin) {
        return Normal.below(-statistic(counts, margin));
    }

    /**
     * Non-inferiority: pass where a drop of {@code margin} or more is refuted, fail where one of {@code margin} or less is.
     *
     * @param level of each of the two one-sided tests, above 0 and below 0.5
     */
    public static Finding test(PairedCounts counts, double margin, double level) {
        double statistic = statistic(counts, margin);
        double bound = Normal.quantile(1 - level);
        if (statistic <= -bound) {
            return Finding.PASS;
        }
        return statistic >= bound ? Finding.FAIL : Finding.INCONCLUSIVE;
    }

    /** All drops that the two-sided test at level 1 - {@code confidence} does not refute. */
    public static Interval interval(PairedCounts counts, double confidence) {
        double level = (1 - confidence) / 2;
        return new Interval(least(counts, level), most(counts, level));
    }

    /** The drop is more than this, wrongly so with probability {@code level} at most. */
    public static double least(PairedCounts counts, double level) {
        return whereFalls(counts, Normal.quantile(1 - level));
    }

    /** The drop is less than this, wrongly so with probability {@code level} at most. */
    public static double most(PairedCounts counts, double level) {
        return whereFalls(counts, -Normal.quantile(1 - level));
    }

    private static double whereFalls(PairedCounts counts, double bound) {
        double low = -1;
        double high = 1;
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            if (statistic(counts, middle) > bound) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
