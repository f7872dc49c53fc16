package dev.shaker.evaluation.paired;

import java.util.List;

/**
 * The mean drop over domains whose rows have nothing to do with each other: normal, by the sum of the domains' variances.
 *
 * @param value mean of the domains' drops, each with the same weight
 * @param standardError its standard error
 */
public record MeanDrop(double value, double standardError) {
    /** @param domains at least one */
    public static MeanDrop of(List<PairedCounts> domains) {
        double sum = 0;
        double variance = 0;
        for (PairedCounts counts : domains) {
            double drop = counts.drop();
            sum += drop;
            variance += (counts.disagreement() - drop * drop) / counts.rows();
        }
        return new MeanDrop(sum / domains.size(), Math.sqrt(Math.max(0, variance)) / domains.size());
    }

    public Interval interval(double confidence) {
        double reach = Normal.quantile(1 - (1 - confidence) / 2) * standardError;
        return new Interval(value - reach, value + reach);
    }

    /** As {@link Tango#test}, of the mean. */
    public Finding test(double margin, double level) {
        double reach = Normal.quantile(1 - level) * standardError;
        if (value + reach < margin) {
            return Finding.PASS;
        }
        return value - reach > margin ? Finding.FAIL : Finding.INCONCLUSIVE;
    }
}
