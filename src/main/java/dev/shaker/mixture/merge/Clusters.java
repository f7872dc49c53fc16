package dev.shaker.mixture.merge;

import java.util.Arrays;

import dev.shaker.mixture.prune.Draws;

/**
 * Weighted k-means of few points in many dimensions, from their Gram matrix: Lloyd's iterations from ten starts of k-means++
 * (Arthur and Vassilvitskii 2007), the one of least inertia. Equal input and seed make equal groups on every machine.
 */
final class Clusters {
    private static final int STARTS = 10;
    private static final int MOST_ITERATIONS = 300;

    private final double[][] gram;
    private final double[] weights;
    private final int groups;
    private final Draws draws;

    /**
     * @param gram dot products of all points
     * @param weights of the points, at least 0
     * @param groups at most as many as points
     */
    Clusters(double[][] gram, double[] weights, int groups, Draws draws) {
        this.gram = gram;
        this.weights = weights;
        this.groups = groups;
        this.draws = draws;
    }

    /** The group of each point; a group may be empty where points are equal. */
    int[] find() {
        int points = gram.length;
        int[] best = new int[points];
        if (groups == points) {
            Arrays.setAll(best, i -> i);
            return best;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            int[] group = nearest(centresOf(seeds()));
            double inertia = Double.POSITIVE_INFINITY;
            for (int i = 0; i < MOST_ITERATIONS; i++) {
                double[][] centres = centres(group);
                int[] next = nearest(centres);
                inertia = inertia(centres, next);
                if (Arrays.equals(next, group)) {
                    break;
                }
                group = next;
            }
            if (inertia < least) {
                least = inertia;
                best = group;
            }
        }
        return best;
    }

    /** k-means++: each next seed with a chance that grows with its squared distance to the nearest one so far. */
    private int[] seeds() {
        int[] seeds = new int[groups];
        double[] far = weights.clone();
        for (int g = 0; g < groups; g++) {
            seeds[g] = draw(far);
            for (int i = 0; i < far.length; i++) {
                double distance = weights[i]
                        * Math.max(0, gram[i][i] - 2 * gram[i][seeds[g]] + gram[seeds[g]][seeds[g]]);
                far[i] = g == 0 ? distance : Math.min(far[i], distance);
            }
        }
        return seeds;
    }

    private int draw(double[] chances) {
        double rest = draws.next() * Arrays.stream(chances).sum();
        int last = 0;
        for (int i = 0; i < chances.length; i++) {
            if (chances[i] > 0) {
                last = i;
                rest -= chances[i];
                if (rest < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    /** A centre is its shares of the points, [groups][points]. */
    private double[][] centresOf(int[] seeds) {
        double[][] centres = new double[groups][gram.length];
        for (int g = 0; g < groups; g++) {
            centres[g][seeds[g]] = 1;
        }
        return centres;
    }

    private double[][] centres(int[] group) {
        double[][] centres = new double[groups][gram.length];
        double[] totals = new double[groups];
        for (int i = 0; i < group.length; i++) {
            totals[group[i]] += weights[i];
        }
        for (int i = 0; i < group.length; i++) {
            centres[group[i]][i] = totals[group[i]] == 0 ? 0 : weights[i] / totals[group[i]];
        }
        return centres;
    }

    private int[] nearest(double[][] centres) {
        int[] nearest = new int[gram.length];
        double[][] distances = distances(centres);
        for (int i = 0; i < nearest.length; i++) {
            for (int g = 1; g < groups; g++) {
                if (distances[g][i] < distances[nearest[i]][i]) {
                    nearest[i] = g;
                }
            }
        }
        return nearest;
    }

    private double inertia(double[][] centres, int[] group) {
        double[][] distances = distances(centres);
        double inertia = 0;
        for (int i = 0; i < group.length; i++) {
            inertia += weights[i] * distances[group[i]][i];
        }
        return inertia;
    }

    /** Squared, from each centre to each point; none is near a centre of nothing. */
    private double[][] distances(double[][] centres) {
        double[][] distances = new double[groups][gram.length];
        for (int g = 0; g < groups; g++) {
            double[] dots = new double[gram.length];
            double norm = 0;
            double total = 0;
            for (int j = 0; j < gram.length; j++) {
                for (int i = 0; centres[g][j] != 0 && i < gram.length; i++) {
                    dots[i] += centres[g][j] * gram[j][i];
                }
                total += centres[g][j];
            }
            for (int j = 0; j < gram.length; j++) {
                norm += centres[g][j] * dots[j];
            }
            for (int i = 0; i < gram.length; i++) {
                distances[g][i] = total == 0
                        ? Double.POSITIVE_INFINITY
                        : Math.max(0, gram[i][i] - 2 * dots[i] + norm);
            }
        }
        return distances;
    }
}
