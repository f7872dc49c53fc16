package dev.shaker.guided;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.DomainName;

/**
 * How far candidates are from each other before anything is measured: less is nearer. They say where to measure first and
 * decide between equals.
 *
 * @param distances [candidates, candidates], symmetric, NaN where nothing is known
 */
public record Priors(double[][] distances) {
    /** Nothing is known. */
    public static Priors none(int candidates) {
        double[][] distances = new double[candidates][candidates];
        for (double[] row : distances) {
            Arrays.fill(row, Double.NaN);
        }
        return new Priors(distances);
    }

    /** FSD of each pair; a pair that cannot be compared is not known. */
    public static Priors fsd(FsdView view, List<DomainName> candidates) {
        double[][] distances = new double[candidates.size()][candidates.size()];
        List<Integer> places = candidates.stream().map(view::indexOf).map(OptionalInt::orElseThrow).toList();
        FsdMatrix matrix = view.among(places);
        for (int i = 0; i < places.size(); i++) {
            for (int j = 0; j < places.size(); j++) {
                distances[i][j] = matrix.fsd(i, j).map(Ratio::toDouble).orElse(Double.NaN);
            }
        }
        return new Priors(distances);
    }

    /** The other way round: likenesses, of which more is nearer. */
    public static Priors alike(double[][] likenesses) {
        double[][] distances = new double[likenesses.length][];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = likenesses[i].clone();
            for (int j = 0; j < distances.length; j++) {
                distances[i][j] = i == j ? 0 : -likenesses[i][j];
            }
        }
        return new Priors(distances);
    }

    /** Of some candidates. */
    Priors among(List<Integer> some) {
        double[][] those = new double[some.size()][some.size()];
        for (int i = 0; i < those.length; i++) {
            for (int j = 0; j < those.length; j++) {
                those[i][j] = distances[some.get(i)][some.get(j)];
            }
        }
        return new Priors(those);
    }

    /** Mean distance of all pairs of a subset, unknown ones left out; 0 of one member. */
    double meanOfPairs(long mask) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < distances.length; i++) {
            for (int j = 0; j < i; j++) {
                if ((mask >> i & 1) == 1 && (mask >> j & 1) == 1 && !Double.isNaN(distances[i][j])) {
                    sum += distances[i][j];
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    /** Mean distance of a subset's other members to one, unknown ones left out. */
    double meanTo(int target, long mask) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < distances.length; i++) {
            if (i != target && (mask >> i & 1) == 1 && !Double.isNaN(distances[i][target])) {
                sum += distances[i][target];
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
