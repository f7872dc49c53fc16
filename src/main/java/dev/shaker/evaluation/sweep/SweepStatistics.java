package dev.shaker.evaluation.sweep;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.statistics.Correlation;

/** What a sweep's results say (section 3.4 of the paper). */
public final class SweepStatistics {
    private SweepStatistics() {
    }

    /** One for each target and size that has results, sorted by both. */
    public static List<Spread> spreads(SweepTable table) {
        Map<Integer, Map<Integer, List<SweepTable.Score>>> groups = new TreeMap<>();
        for (SweepTable.Score score : table.scores()) {
            groups.computeIfAbsent(score.domain(), d -> new TreeMap<>())
                    .computeIfAbsent(score.size(), s -> new ArrayList<>()).add(score);
        }
        List<Spread> spreads = new ArrayList<>();
        groups.forEach(
                (domain, sizes) -> sizes.forEach((size, scores) -> spreads.add(Spread.of(domain, size, scores))));
        return spreads;
    }

    /** {@link #spreads(SweepTable)} of the tables of all sparsities. */
    public static SortedMap<BigDecimal, List<Spread>> spreads(SortedMap<BigDecimal, SweepTable> tables) {
        SortedMap<BigDecimal, List<Spread>> spreads = new TreeMap<>();
        tables.forEach((sparsity, table) -> spreads.put(sparsity, spreads(table)));
        return spreads;
    }

    /** For each target and size above 1; targets without a result alone are left out. */
    public static List<Drop> drops(SweepTable table, SweepTable dense) {
        List<Drop> drops = new ArrayList<>();
        for (Spread spread : spreads(table)) {
            OptionalDouble alone = dense.alone(spread.domain());
            if (spread.size() > 1 && alone.isPresent()) {
                drops.add(new Drop(spread.domain(), spread.size(), alone.getAsDouble(), spread.mean(),
                        alone.getAsDouble() - spread.mean()));
            }
        }
        return drops;
    }

    /**
     * FSD against drop (Fig. 5, 6): a point for each subset of two members or more on each of its targets.
     *
     * @param fsd symmetric; NaN where two adapters cannot be compared: subsets that hold both have no point
     * @return x the mean FSD over all pairs of the subset's members, y the drop
     */
    public static List<Point> fsdAgainstDrop(SweepTable table, double[][] fsd) {
        List<Point> points = new ArrayList<>();
        for (SweepTable.Score score : table.scores()) {
            OptionalDouble alone = table.alone(score.domain());
            if (score.size() < 2 || alone.isEmpty()) {
                continue;
            }
            double mean = meanPairwise(score.subset(), fsd);
            if (!Double.isNaN(mean)) {
                points.add(new Point(score.subset(), score.domain(), mean, alone.getAsDouble() - score.accuracy()));
            }
        }
        return points;
    }

    /** @param fsd mean FSD over the pairs of members */
    public record Point(long subset, int domain, double fsd, double drop) {}

    /** Pearson and Spearman of the points with bootstrap intervals, empty where either axis has one value only. */
    public static Optional<Correlation> correlation(List<Point> points, int resamples, long seed) {
        double[] x = new double[points.size()];
        double[] y = new double[points.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = points.get(i).fsd();
            y[i] = points.get(i).drop();
        }
        return Correlation.of(x, y, resamples, seed);
    }

    /** The same for the subsets of each size, without the sizes that have no correlation to tell. */
    public static SortedMap<Integer, Correlation> correlationsBySize(List<Point> points, int resamples, long seed) {
        SortedMap<Integer, List<Point>> sizes = new TreeMap<>();
        for (Point point : points) {
            sizes.computeIfAbsent(Long.bitCount(point.subset()), size -> new ArrayList<>()).add(point);
        }
        SortedMap<Integer, Correlation> correlations = new TreeMap<>();
        sizes.forEach((size, some) -> correlation(some, resamples, seed)
                .ifPresent(correlation -> correlations.put(size, correlation)));
        return correlations;
    }

    /** For each target and other adapter of which there are two subsets that differ in it alone. */
    public static List<MarginalValue> marginalValues(SweepTable table) {
        int n = table.domains().size();
        double[][] sums = new double[n][n];
        long[][] counts = new long[n][n];
        for (SweepTable.Score score : table.scores()) {
            for (int adapter = 0; adapter < n; adapter++) {
                long bit = 1L << adapter;
                if (adapter == score.domain() || (score.subset() & bit) == 0) {
                    continue;
                }
                OptionalDouble without = table.accuracy(score.subset() & ~bit, score.domain());
                if (without.isPresent()) {
                    sums[score.domain()][adapter] += score.accuracy() - without.getAsDouble();
                    counts[score.domain()][adapter]++;
                }
            }
        }
        List<MarginalValue> values = new ArrayList<>();
        for (int domain = 0; domain < n; domain++) {
            for (int adapter = 0; adapter < n; adapter++) {
                if (counts[domain][adapter] > 0) {
                    values.add(new MarginalValue(domain, adapter, counts[domain][adapter],
                            sums[domain][adapter] / counts[domain][adapter]));
                }
            }
        }
        return values;
    }

    /** Where a chosen subset lies for one of its members; empty where that was not evaluated. */
    public static Optional<Landing> landing(SweepTable table, String strategy, int domain, long subset) {
        OptionalDouble accuracy = table.accuracy(subset, domain);
        if (accuracy.isEmpty()) {
            return Optional.empty();
        }
        double below = 0;
        long count = 0;
        for (SweepTable.Score score : table.scores()) {
            if (score.domain() == domain && score.size() == Long.bitCount(subset)) {
                int order = Double.compare(score.accuracy(), accuracy.getAsDouble());
                below += order < 0 ? 1 : order == 0 ? 0.5 : 0;
                count++;
            }
        }
        return Optional.of(new Landing(strategy, domain, Long.bitCount(subset), subset,
                accuracy.getAsDouble(), below / count));
    }

    private static double meanPairwise(long subset, double[][] fsd) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < fsd.length; i++) {
            if ((subset >>> i & 1) == 0) {
                continue;
            }
            for (int j = 0; j < i; j++) {
                if ((subset >>> j & 1) != 0) {
                    sum += fsd[i][j];
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }
}
