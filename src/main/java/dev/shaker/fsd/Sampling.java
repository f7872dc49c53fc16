package dev.shaker.fsd;

import java.util.List;
import java.util.Optional;

/**
 * How far an FSD may be from the exact one that was estimated from rows drawn of large modules. A module's estimate is the share
 * of conflicts in its rows, rows being clusters drawn without replacement: its variance is (1 - n/N) s^2 / n, of n of N rows whose
 * shares have the variance s^2 (Cochran, Sampling Techniques, 2.6); modules are strata, weighted by their size.
 *
 * @param positions how many were compared
 * @param standardError of FSD over all positions
 */
public record Sampling(long positions, double standardError) {
    /** Of the normal distribution, for 95 %. */
    private static final double QUANTILE = 1.959963984540054;

    /** Of modules together, empty where none was sampled. */
    static Optional<Sampling> of(List<LayerConflicts> layers, long total) {
        long positions = 0;
        double variance = 0;
        boolean sampled = false;
        for (LayerConflicts layer : layers) {
            Sampling own = layer.sampling().orElse(null);
            positions += own == null ? layer.total() : own.positions();
            if (own != null) {
                sampled = true;
                double share = (double) layer.total() / total * own.standardError();
                variance += share * share;
            }
        }
        return sampled ? Optional.of(new Sampling(positions, Math.sqrt(variance))) : Optional.empty();
    }

    /** The lower end of the normal 95 % interval. */
    public double low(Ratio fsd) {
        return Math.max(0, fsd.toDouble() - QUANTILE * standardError);
    }

    /** Its upper end. */
    public double high(Ratio fsd) {
        return Math.min(1, fsd.toDouble() + QUANTILE * standardError);
    }
}
