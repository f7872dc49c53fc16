package dev.shaker.guided;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SurrogateTest {
    private static final int CANDIDATES = 6;

    /** Logits that are a quadratic polynomial of the weights, as Scheffé has it: sum w_i v_i + sum w_i w_j b_ij. */
    private record World(Surrogate.Truth truth, float[][] own, float[][] pairs) {
        static World of(int rows, int classes, long seed) {
            var random = new SplittableRandom(seed);
            int numbers = rows * classes;
            float[][] own = new float[CANDIDATES][numbers];
            float[][] pairs = new float[CANDIDATES * CANDIDATES][numbers];
            for (float[][] values : new float[][][]{ own, pairs }) {
                for (float[] one : values) {
                    for (int i = 0; i < numbers; i++) {
                        one[i] = (float) (2 * random.nextDouble() - 1);
                    }
                }
            }
            int[] labels = IntStream.range(0, rows).map(_ -> random.nextInt(classes)).toArray();
            return new World(new Surrogate.Truth(labels, classes), own, pairs);
        }

        float[] logits(long mask) {
            float[] logits = new float[truth.numbers()];
            float share = 1f / Long.bitCount(mask);
            for (int i = 0; i < CANDIDATES; i++) {
                for (int j = 0; j < i; j++) {
                    if ((mask >> i & 1) == 1 && (mask >> j & 1) == 1) {
                        for (int n = 0; n < logits.length; n++) {
                            logits[n] += share * share * pairs[i * CANDIDATES + j][n];
                        }
                    }
                }
                if ((mask >> i & 1) == 1) {
                    for (int n = 0; n < logits.length; n++) {
                        logits[n] += share * own[i][n];
                    }
                }
            }
            return logits;
        }

        Map<Long, float[]> measured(int largest) {
            Map<Long, float[]> measured = new HashMap<>();
            LongStream.range(1, 1L << CANDIDATES).filter(mask -> Long.bitCount(mask) <= largest)
                    .forEach(mask -> measured.put(mask, logits(mask)));
            return measured;
        }
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void whatWasMeasuredIsNearlyPredicted(Kernel kernel) {
        World world = World.of(40, 3, 1);
        Surrogate surrogate = Surrogate.fit(kernel, world.truth(), CANDIDATES, world.measured(3));

        for (long mask : new long[]{ 1, 4, 3, 0b100100, 0b10101 }) {
            assertThat(farthest(surrogate.logits(mask), world.logits(mask))).isLessThan(0.05);
        }
    }

    /** Pair effects decide a quadratic polynomial, and p2 is one. */
    @Test
    void pairsFortellLargerMixturesWhereOnlyPairsWorkOnEachOther() {
        World world = World.of(40, 3, 2);
        Surrogate surrogate = Surrogate.fit(Kernel.P2, world.truth(), CANDIDATES, world.measured(2));
        Surrogate singles = Surrogate.fit(Kernel.P2, world.truth(), CANDIDATES, world.measured(1));

        for (long mask : new long[]{ 0b111, 0b11011, 0b111111 }) {
            assertThat(farthest(surrogate.logits(mask), world.logits(mask))).isLessThan(0.02);
            assertThat(farthest(singles.logits(mask), world.logits(mask))).isGreaterThan(0.1);
        }
    }

    @Test
    void singlesAloneGiveTheMeanOfTheirLogits() {
        World world = World.of(10, 2, 3);
        Surrogate surrogate = Surrogate.fit(Kernel.RBF, world.truth(), CANDIDATES, world.measured(1));

        float[] logits = surrogate.logits(0b101);
        for (int n = 0; n < logits.length; n++) {
            assertThat(logits[n]).isCloseTo((world.own()[0][n] + world.own()[2][n]) / 2, within(1e-4f));
        }
    }

    @Test
    void aSubsetWithAMemberThatWasNeverMeasuredAloneIsNotKnown() {
        World world = World.of(4, 2, 4);
        Surrogate surrogate = Surrogate.fit(Kernel.RBF, world.truth(), CANDIDATES,
                Map.of(1L, world.logits(1), 2L, world.logits(2)));

        assertThat(surrogate.knows(0b11)).isTrue();
        assertThat(surrogate.knows(0b111)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "RBF,0.5,0.5,0.5,1.25", "RBF,0,1,1,0.06217652402211632", "P2,0.5,0.5,0.5,2.75",
            "P3,0.5,0.5,0.5,6.125" })
    void kernelsAreThoseOfTheFormulas(Kernel kernel, double product, double square, double other, double value) {
        assertThat(kernel.of(product, square, other)).isCloseTo(value, within(1e-12));
    }

    @Test
    void scoresAreAccuracyAndAFifthOfTheLabelsProbability() {
        var truth = new Surrogate.Truth(new int[]{ 0, 1 }, 2);

        var judged = Surrogate.judged(truth, new float[]{ 1, 1, 2, 2 });

        // Of equal logits the first is taken, and each has one half.
        assertThat(judged).isEqualTo(new Surrogate.Prediction(1, 2, (1 + 0.2 * 1.0) / 2));
    }

    /** 4,096 subsets, 300 rows, 3 classes, 80 observations: a round of a search. The bound is generous to loaded machines. */
    @Test
    void aRoundOverAllSubsetsOfThirteenTakesWellUnderASecondOfOneCore() {
        // Given
        var random = new SplittableRandom(5);
        int[] labels = IntStream.range(0, 300).map(_ -> random.nextInt(3)).toArray();
        Map<Long, float[]> measured = new HashMap<>();
        for (int i = 0; measured.size() < 80; i++) {
            float[] logits = new float[900];
            for (int n = 0; n < logits.length; n++) {
                logits[n] = (float) random.nextDouble();
            }
            measured.put(i < 13 ? 1L << i : 1 + random.nextLong((1 << 13) - 1), logits);
        }
        long[] masks = LongStream.range(0, 4096).map(mask -> mask << 1 | 1).toArray();
        var truth = new Surrogate.Truth(labels, 3);
        var threads = ManagementFactory.getThreadMXBean();

        // When
        double least = Double.MAX_VALUE;
        long right = 0;
        for (int i = 0; i < 2; i++) {
            long start = threads.getCurrentThreadCpuTime();
            Surrogate surrogate = Surrogate.fit(Kernel.RBF, truth, 13, measured);
            right += LongStream.of(masks).map(mask -> surrogate.predict(mask).right()).sum();
            least = Math.min(least, (threads.getCurrentThreadCpuTime() - start) / 1e9);
        }

        // Then
        System.out.printf("fit and predict 4096 subsets: %.2f s of one core%n", least);
        assertThat(right).isPositive();
        assertThat(least).isLessThan(3);
    }

    private static double farthest(float[] one, float[] other) {
        return IntStream.range(0, one.length).mapToDouble(i -> Math.abs(one[i] - other[i])).max().orElse(0);
    }
}
