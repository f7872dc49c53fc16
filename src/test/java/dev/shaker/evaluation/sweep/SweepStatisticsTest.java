package dev.shaker.evaluation.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.identity.DomainName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SweepStatisticsTest {
    private static final List<String> DOMAINS = List.of("a", "b", "c", "d");

    @Property(tries = 100)
    void spreadsAreThoseOfANaiveLoop(@ForAll long seed) {
        SweepTable table = full(new Random(seed), 20);
        for (Spread spread : SweepStatistics.spreads(table)) {
            double sum = 0;
            double min = 2;
            double max = -1;
            int count = 0;
            for (long mask = 1; mask < 16; mask++) {
                if (Long.bitCount(mask) == spread.size() && (mask >>> spread.domain() & 1) != 0) {
                    double accuracy = table.accuracy(mask, spread.domain()).orElseThrow();
                    sum += accuracy;
                    min = Math.min(min, accuracy);
                    max = Math.max(max, accuracy);
                    count++;
                }
            }
            double squares = 0;
            for (long mask = 1; mask < 16; mask++) {
                if (Long.bitCount(mask) == spread.size() && (mask >>> spread.domain() & 1) != 0) {
                    squares += Math.pow(table.accuracy(mask, spread.domain()).orElseThrow() - sum / count, 2);
                }
            }
            assertThat(spread.count()).isEqualTo(count);
            assertThat(spread.mean()).isCloseTo(sum / count, within(1e-12));
            assertThat(spread.variance()).isCloseTo(count == 1 ? 0 : squares / (count - 1), within(1e-12));
            assertThat(spread.min()).isEqualTo(min);
            assertThat(spread.max()).isEqualTo(max);
            assertThat(table.accuracy(spread.best(), spread.domain())).hasValue(max);
            assertThat(table.accuracy(spread.worst(), spread.domain())).hasValue(min);
        }
        assertThat(SweepStatistics.spreads(table)).hasSize(16);
    }

    @Property(tries = 100)
    void theMarginalValueIsWhatLeavingOneOutCosts(@ForAll long seed) {
        SweepTable table = full(new Random(seed), 50);
        List<MarginalValue> values = SweepStatistics.marginalValues(table);
        assertThat(values).hasSize(12);
        for (MarginalValue value : values) {
            double sum = 0;
            int count = 0;
            for (long mask = 1; mask < 16; mask++) {
                boolean both = (mask >>> value.domain() & 1) != 0 && (mask >>> value.adapter() & 1) != 0;
                if (both) {
                    sum += table.accuracy(mask, value.domain()).orElseThrow()
                            - table.accuracy(mask - (1L << value.adapter()), value.domain()).orElseThrow();
                    count++;
                }
            }
            assertThat(value.count()).isEqualTo(count).isEqualTo(4);
            assertThat(value.mean()).isCloseTo(sum / count, within(1e-12));
        }
    }

    @Test
    void dropsAreHeldAgainstTheAdapterAlone() {
        SweepTable table = new SweepTable(DomainName.all(List.of("a", "b")),
                List.of(new SweepTable.Score(0b01, 0, 90, 100),
                        new SweepTable.Score(0b10, 1, 80, 100), new SweepTable.Score(0b11, 0, 70, 100),
                        new SweepTable.Score(0b11, 1, 85, 100)));
        assertThat(SweepStatistics.drops(table, table)).extracting(Drop::drop).satisfiesExactly(
                a -> assertThat(a).isCloseTo(0.2, within(1e-12)), b -> assertThat(b).isCloseTo(-0.05, within(1e-12)));
    }

    @Test
    void correlationsBySizeAreThoseOfTheSizesOwnPoints() {
        // Given: within each size drop rises with FSD, and from size to size it falls
        List<SweepStatistics.Point> points = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            points.add(new SweepStatistics.Point(3L << i, 0, 0.1 + 0.01 * i, 0.5 + 0.01 * i));
            points.add(new SweepStatistics.Point(7L << i, 0, 0.4 + 0.01 * i, 0.1 + 0.01 * i));
        }
        points.add(new SweepStatistics.Point(15, 0, 0.3, 0.2));

        // When
        var bySize = SweepStatistics.correlationsBySize(points, 100, 7);

        // Then
        assertThat(bySize).containsOnlyKeys(2, 3);
        assertThat(bySize.values()).allSatisfy(
                correlation -> assertThat(correlation.pearson().value()).isCloseTo(1, within(1e-9)));
        assertThat(SweepStatistics.correlation(points, 100, 7).orElseThrow().pearson().value()).isNegative();
    }

    @Test
    void theFsdOfASubsetIsTheMeanOverItsPairs() {
        SweepTable table = full(new Random(1), 10);
        double[][] fsd = { { 0, .1, .2, .3 }, { .1, 0, .4, .5 }, { .2, .4, 0, Double.NaN }, { .3, .5, Double.NaN, 0 } };
        List<SweepStatistics.Point> points = SweepStatistics.fsdAgainstDrop(table, fsd);
        assertThat(points).filteredOn(point -> point.subset() == 0b0111).hasSize(3)
                .allSatisfy(point -> assertThat(point.fsd()).isCloseTo((.1 + .2 + .4) / 3, within(1e-12)));
        assertThat(points).noneMatch(point -> (point.subset() & 0b1100) == 0b1100);
        assertThat(points).allSatisfy(point -> assertThat(point.drop()).isEqualTo(
                table.alone(point.domain()).orElseThrow()
                        - table.accuracy(point.subset(), point.domain()).orElseThrow()));
    }

    @Test
    void aLandingCountsTheWorseSubsetsOfItsSize() {
        SweepTable table = new SweepTable(DomainName.all(DOMAINS), List.of(new SweepTable.Score(0b0011, 0, 5, 10),
                new SweepTable.Score(0b0101, 0, 7, 10), new SweepTable.Score(0b1001, 0, 6, 10),
                new SweepTable.Score(0b0111, 0, 1, 10)));
        assertThat(SweepStatistics.landing(table, "greedy", 0, 0b1001)).hasValueSatisfying(
                landing -> assertThat(landing.above()).isCloseTo(0.5, within(1e-12)));
        assertThat(SweepStatistics.landing(table, "greedy", 0, 0b0101).orElseThrow().above())
                .isCloseTo(2.5 / 3, within(1e-12));
        assertThat(SweepStatistics.landing(table, "greedy", 1, 0b0011)).isEmpty();
    }

    @Property(tries = 200)
    void correlationsOfAResampleAreThoseOfTheRepeatedPoints(@ForAll long seed,
            @ForAll @IntRange(min = 3, max = 40) int n) {
        Random random = new Random(seed);
        double[] x = random.ints(n, 0, 8).asDoubleStream().toArray();
        double[] y = random.ints(n, 0, 8).asDoubleStream().toArray();
        int[] weights = random.ints(n, 0, 4).toArray();
        List<double[]> repeated = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int w = 0; w < weights[i]; w++) {
                repeated.add(new double[]{ x[i], y[i] });
            }
        }
        if (repeated.size() < 3) {
            return;
        }
        double[] longX = repeated.stream().mapToDouble(point -> point[0]).toArray();
        double[] longY = repeated.stream().mapToDouble(point -> point[1]).toArray();
        double expected = new PearsonsCorrelation().correlation(longX, longY);
        double expectedRank = new SpearmansCorrelation().correlation(longX, longY);
        double linear = Correlation.weighted(x, y, weights);
        double monotone = Correlation.weighted(new WeightedRanks(x).of(weights), new WeightedRanks(y).of(weights),
                weights);
        if (Double.isNaN(linear)) {
            assertThat(expected).isNaN();
        } else {
            assertThat(linear).isCloseTo(expected, within(1e-9));
            assertThat(monotone).isCloseTo(expectedRank, within(1e-9));
        }
    }

    @Property(tries = 50)
    void spearmanIsOneOfAnyRisingCurveAndTheIntervalHoldsTheEstimate(@ForAll long seed,
            @ForAll @IntRange(min = 5, max = 60) int n) {
        Random random = new Random(seed);
        double[] x = random.doubles(n).toArray();
        double[] y = new double[n];
        double[] noisy = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = Math.exp(4 * x[i]);
            noisy[i] = x[i] + random.nextGaussian();
        }
        Correlation rising = Correlation.of(x, y, 100, seed).orElseThrow();
        assertThat(rising.spearman().value()).isCloseTo(1, within(1e-12));
        assertThat(rising.spearman().low()).isCloseTo(1, within(1e-9));
        Correlation noise = Correlation.of(x, noisy, 400, seed).orElseThrow();
        assertThat(noise.pearson().low()).isLessThan(noise.pearson().high()).isGreaterThanOrEqualTo(-1);
        assertThat(noise.pearson().value()).isBetween(noise.pearson().low() - 0.2, noise.pearson().high() + 0.2);
        assertThat(Correlation.of(x, noisy, 400, seed)).contains(noise);
    }

    @Test
    void noCorrelationIsPastOneByRounding() {
        for (int trial = 0; trial < 2_000; trial++) {
            Random random = new Random(trial);
            double[] x = random.doubles(5).toArray();
            double[] y = Arrays.stream(x).map(value -> 3 - 7 * value).toArray();
            int[] twoPoints = { random.nextInt(1, 4), 0, random.nextInt(1, 4), 0, 0 };
            assertThat(Correlation.weighted(x, y, twoPoints)).isBetween(-1.0, 1.0);
            assertThat(Correlation.of(x, y, 5, trial).orElseThrow().pearson().value()).isBetween(-1.0, 1.0);
        }
    }

    @Test
    void pointsThatAreAllTheSameHaveNoCorrelation() {
        double[] x = { 0.1, 0.1, 0.7 };
        double[] y = { 0.3, 0.9, 0.2 };
        assertThat(Correlation.weighted(x, y, new int[]{ 1, 2, 0 })).isNaN();
        assertThat(Correlation.weighted(y, x, new int[]{ 0, 3, 0 })).isNaN();
    }

    @Test
    void theIntervalCoversTheTruthAboutAsOftenAsItSays() {
        double rho = 0.6;
        int covered = 0;
        for (int trial = 0; trial < 200; trial++) {
            Random random = new Random(trial);
            double[] x = new double[80];
            double[] y = new double[80];
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextGaussian();
                y[i] = rho * x[i] + Math.sqrt(1 - rho * rho) * random.nextGaussian();
            }
            Correlation.Estimate pearson = Correlation.of(x, y, 300, trial).orElseThrow().pearson();
            covered += pearson.low() <= rho && rho <= pearson.high() ? 1 : 0;
        }
        assertThat(covered).isBetween(178, 199);
    }

    @Test
    void aConstantHasNoCorrelation() {
        assertThat(Correlation.of(new double[]{ 1, 1, 1 }, new double[]{ 1, 2, 3 }, 10, 1)).isEqualTo(Optional.empty());
    }

    private static SweepTable full(Random random, int rows) {
        List<SweepTable.Score> scores = new ArrayList<>();
        for (long mask = 1; mask < 16; mask++) {
            for (int domain = 0; domain < 4; domain++) {
                if ((mask >>> domain & 1) != 0) {
                    scores.add(new SweepTable.Score(mask, domain, random.nextInt(rows + 1), rows));
                }
            }
        }
        return new SweepTable(DomainName.all(DOMAINS), scores);
    }
}
