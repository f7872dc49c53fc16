package dev.shaker.statistics;

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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CorrelationTest {
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
}
