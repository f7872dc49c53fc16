package dev.shaker.evaluation.paired;

import java.util.OptionalLong;

/** How many rows a test takes that was inconclusive. */
public final class NeededRows {
    /** The probability to pass with so many rows, where the drop is the one observed. */
    public static final double POWER = 0.8;

    private NeededRows() {
    }

    /**
     * Rows with which {@link Tango#test} passes with probability {@link #POWER}, were drop and disagreement those observed (a drop
     * below 0 counts as none): disagreement times the squared sum of both quantiles by the squared distance of drop and margin, and no
     * fewer than it takes where not one row differs.
     *
     * @return empty where no number of rows will do, because what is lost is not below the margin
     */
    public static OptionalLong of(PairedCounts counts, double margin, double level) {
        double distance = margin - Math.max(0, counts.drop());
        if (distance <= 0) {
            return OptionalLong.empty();
        }
        double bound = Normal.quantile(1 - level);
        double quantiles = bound + Normal.quantile(POWER);
        double rows = counts.disagreement() * quantiles * quantiles / (distance * distance);
        double fewest = bound * bound * (1 - margin) / margin;
        return OptionalLong.of((long) Math.ceil(Math.max(rows, fewest)));
    }
}
