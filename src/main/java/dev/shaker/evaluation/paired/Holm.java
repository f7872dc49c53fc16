package dev.shaker.evaluation.paired;

import java.util.Arrays;
import java.util.Comparator;

/** Several tests at once (S. Holm, "A simple sequentially rejective multiple test procedure", 1979). */
public final class Holm {
    private Holm() {
    }

    /**
     * p-values such that all below a level can be named together, with at most that probability of naming a wrong one, however the
     * tests depend on each other.
     *
     * @return in the order given
     */
    public static double[] adjusted(double[] pValues) {
        Integer[] order = new Integer[pValues.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> pValues[i]));
        double[] adjusted = new double[pValues.length];
        double least = 0;
        for (int rank = 0; rank < order.length; rank++) {
            least = Math.max(least, Math.min(1, (order.length - rank) * pValues[order[rank]]));
            adjusted[order[rank]] = least;
        }
        return adjusted;
    }
}
