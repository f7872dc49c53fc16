package dev.shaker.evaluation.paired;

import org.apache.commons.math3.distribution.NormalDistribution;

/** The standard normal distribution. */
final class Normal {
    private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

    private Normal() {
    }

    /** The probability of at most that. */
    static double below(double value) {
        return STANDARD.cumulativeProbability(value);
    }

    /** What is exceeded with probability 1 - {@code probability}. */
    static double quantile(double probability) {
        return STANDARD.inverseCumulativeProbability(probability);
    }
}
