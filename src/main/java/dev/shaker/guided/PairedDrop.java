package dev.shaker.guided;

import java.util.BitSet;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * What is known of a difference of two accuracies on the same rows: Tango's score test (Statistics in Medicine 17, 1998) with the
 * restricted maximum likelihood.
 *
 * @param firstOnly rows that the first gets right and the second wrong
 * @param secondOnly the reverse
 * @param rows of both
 */
record PairedDrop(int firstOnly, int secondOnly, int rows) {
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
    private static final int HALVINGS = 60;

    static PairedDrop of(BitSet first, BitSet second, int rows) {
        BitSet one = first.get(0, rows);
        one.andNot(second);
        BitSet other = second.get(0, rows);
        other.andNot(first);
        return new PairedDrop(one.cardinality(), other.cardinality(), rows);
    }

    PairedDrop plus(PairedDrop other) {
        return new PairedDrop(firstOnly + other.firstOnly, secondOnly + other.secondOnly, rows + other.rows);
    }

    /** Accuracy of the first without that of the second. */
    double drop() {
        return (double) (firstOnly - secondOnly) / rows;
    }

    /** T(D), which falls in D: how many standard errors what was seen lies over a drop of D. */
    double statistic(double drop) {
        double n = rows;
        double a = 2 * n;
        double b = -firstOnly - secondOnly + (2 * n - firstOnly + secondOnly) * drop;
        double c = -secondOnly * drop * (1 - drop);
        double q = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
        double variance = n * (2 * q + drop * (1 - drop));
        double excess = firstOnly - secondOnly - n * drop;
        return variance <= 0 ? 0 : excess / Math.sqrt(variance);
    }

    /** What the drop is more than, wrongly so with this probability at most. */
    double lower(double alpha) {
        return where(-NORMAL.inverseCumulativeProbability(alpha));
    }

    /** What the drop is less than, wrongly so with this probability at most. */
    double upper(double alpha) {
        return where(NORMAL.inverseCumulativeProbability(alpha));
    }

    /** The drop with this statistic. */
    private double where(double statistic) {
        double low = -1;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (statistic(middle) > statistic) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
