package dev.shaker.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.shaker.identity.DomainName;
import dev.shaker.linear.Positive;

/**
 * Drops of one domain as a Gaussian process over the weights of its mixtures (a subset of l members has the weights 1/l), with a
 * free level and a free slope in 1/l. The noise is the one under which the measured drops are likeliest when each is foretold from
 * the others; the interval is as many standard deviations wide as held the share {@link Forecast#CONFIDENCE} of them then
 * (conformal, by leaving one out).
 */
final class DomainModel {
    /** Fewer do not reach the confidence even where each is held: ceil(0.9 (n + 1)) must be at most n. */
    static final int LEAST = 9;
    private static final double[] NOISES = { 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1 };
    private static final double WIDTH = 0.6;
    /** Variance of level and slope before anything is known, in units of the bell's. */
    private static final double FREE = 3;
    private static final double TINY = 1e-12;

    private final List<Set<DomainName>> points;
    private final Fit fit;
    private final double deviations;
    /** Half of an interval is never narrower than one row. */
    private final double row;

    /** @param all of one target, distinct mixtures, at least {@link #LEAST} */
    DomainModel(DomainName target, List<Observation> all) {
        points = new ArrayList<>(List.of(Set.of(target)));
        double[] drops = new double[all.size() + 1];
        int rows = Integer.MAX_VALUE;
        for (Observation observation : all) {
            drops[points.size()] = observation.drop();
            points.add(observation.members());
            rows = Math.min(rows, observation.rows());
        }
        row = 1.0 / rows;
        DMatrixRMaj kernel = new DMatrixRMaj(drops.length, drops.length);
        for (int i = 0; i < drops.length; i++) {
            for (int j = 0; j <= i; j++) {
                double value = kernel(points.get(i), points.get(j));
                kernel.set(i, j, value);
                kernel.set(j, i, value);
            }
        }
        fit = Arrays.stream(NOISES).mapToObj(noise -> Fit.of(kernel, drops, noise))
                .reduce((one, other) -> other.likelihood() > one.likelihood() ? other : one).orElseThrow();
        double[] missed = Arrays.copyOfRange(fit.missed(), 1, drops.length);
        Arrays.sort(missed);
        deviations = missed[(int) Math.ceil(Forecast.CONFIDENCE * (missed.length + 1)) - 1];
    }

    /** @return expected drop and half the width of its interval */
    double[] of(Set<DomainName> members) {
        int n = points.size();
        DMatrixRMaj near = new DMatrixRMaj(n, 1);
        for (int i = 0; i < n; i++) {
            near.set(i, 0, kernel(members, points.get(i)));
        }
        double drop = CommonOps_DDRM.dot(near, fit.weights());
        DMatrixRMaj known = new DMatrixRMaj(n, 1);
        CommonOps_DDRM.mult(fit.inverse(), near, known);
        double variance = kernel(members, members) + fit.noise() - CommonOps_DDRM.dot(near, known);
        return new double[]{ drop, Math.max(row, deviations * Math.sqrt(Math.max(variance, TINY))) };
    }

    private static double kernel(Set<DomainName> one, Set<DomainName> other) {
        Set<DomainName> smaller = one.size() <= other.size() ? one : other;
        Set<DomainName> larger = smaller == one ? other : one;
        long shared = smaller.stream().filter(larger::contains).count();
        double l = one.size();
        double m = other.size();
        double product = shared / (l * m);
        double distance = Math.max(0, 1 / l + 1 / m - 2 * product);
        return 0.5 * product + StrictMath.exp(-distance / (2 * WIDTH * WIDTH)) + FREE * (1 + 1 / (l * m));
    }

    /**
     * The process with one noise.
     *
     * @param inverse of kernel plus noise
     * @param weights inverse times drops
     * @param missed by how many standard deviations each drop is missed, foretold from the others
     * @param likelihood logarithm, of the drops foretold so, at the scale that fits best
     */
    private record Fit(double noise, DMatrixRMaj inverse, DMatrixRMaj weights, double[] missed, double likelihood) {
        static Fit of(DMatrixRMaj kernel, double[] drops, double noise) {
            int n = drops.length;
            DMatrixRMaj noisy = kernel.copy();
            for (int i = 0; i < n; i++) {
                noisy.add(i, i, noise);
            }
            DMatrixRMaj inverse = Positive.solved(noisy, CommonOps_DDRM.identity(n));
            DMatrixRMaj weights = new DMatrixRMaj(n, 1);
            CommonOps_DDRM.mult(inverse, new DMatrixRMaj(n, 1, true, drops), weights);
            double[] missed = new double[n];
            double squares = 0;
            double spread = 0;
            for (int i = 0; i < n; i++) {
                double variance = 1 / inverse.get(i, i);
                missed[i] = Math.abs(weights.get(i, 0)) * variance / Math.sqrt(variance);
                squares += missed[i] * missed[i];
                spread += Math.log(variance);
            }
            return new Fit(noise, inverse, weights, missed,
                    -(n * Math.log(Math.max(squares / n, TINY)) + spread) / 2);
        }
    }
}
