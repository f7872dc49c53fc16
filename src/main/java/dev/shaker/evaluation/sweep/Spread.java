package dev.shaker.evaluation.sweep;

import java.util.List;

import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * Accuracies of one target over all subsets of one size that hold it (Fig. 3).
 *
 * @param domain index of the target
 * @param variance of the sample (n - 1), 0 for one subset
 * @param worst the subset with the least accuracy, the smallest mask of equal ones
 * @param best the subset with the greatest accuracy: the empirical upper bound
 */
public record Spread(int domain, int size, long count, double mean, double variance, double min, long worst, double max,
        long best) {
    static Spread of(int domain, int size, List<SweepTable.Score> scores) {
        SummaryStatistics summary = new SummaryStatistics();
        SweepTable.Score worst = scores.getFirst();
        SweepTable.Score best = worst;
        for (SweepTable.Score score : scores) {
            summary.addValue(score.accuracy());
            worst = precedes(score, worst, Double.compare(score.accuracy(), worst.accuracy())) ? score : worst;
            best = precedes(score, best, Double.compare(best.accuracy(), score.accuracy())) ? score : best;
        }
        return new Spread(domain, size, summary.getN(), summary.getMean(), summary.getVariance(), worst.accuracy(),
                worst.subset(), best.accuracy(), best.subset());
    }

    private static boolean precedes(SweepTable.Score score, SweepTable.Score other, int order) {
        return order < 0 || order == 0 && score.subset() < other.subset();
    }

    public double standardDeviation() {
        return Math.sqrt(variance);
    }
}
