package dev.shaker.evaluation.paired;

import java.util.BitSet;
import java.util.Locale;
import java.util.SplittableRandom;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.evaluation.RowOutcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TangoTest {
    private static final double LEVEL = 0.05;

    /** Computed apart from this code, in Python. */
    @ParameterizedTest
    @CsvSource({ "66, 25, 1000, .01, .0410, 3.310739, .999535, .02282, .06041, FAIL",
            "30, 12, 500, .03, .0360, 0.471226, .681260, .01110, .06317, INCONCLUSIVE",
            "5, 9, 300, .02, -.0133, -2.413140, .007908, -.04164, .01257, PASS",
            "0, 0, 200, .03, 0, -2.487080, .006440, -.01885, .01885, PASS",
            "10, 0, 400, .03, .0250, -0.586210, .278867, .01364, .04540, INCONCLUSIVE",
            "40, 38, 1000, .03, .0020, -3.019024, .001268, -.01563, .01970, PASS",
            "60, 10, 500, .05, .1000, 3.240290, .999403, .06968, .13367, FAIL" })
    void referenceValues(int b, int c, int n, double margin, String drop, String statistic, String pValue, String low,
            String high, Finding finding) {
        PairedCounts counts = new PairedCounts(n, b, c);
        Interval interval = Tango.interval(counts, 0.95);

        assertThat(rounded(counts.drop(), 4)).isEqualTo(rounded(Double.parseDouble(drop), 4));
        assertThat(rounded(Tango.statistic(counts, margin), 6))
                .isEqualTo(rounded(Double.parseDouble(statistic), 6));
        assertThat(rounded(Tango.pValueOfLess(counts, margin), 6)).isEqualTo(rounded(Double.parseDouble(pValue), 6));
        assertThat(rounded(interval.low(), 5)).isEqualTo(rounded(Double.parseDouble(low), 5));
        assertThat(rounded(interval.high(), 5)).isEqualTo(rounded(Double.parseDouble(high), 5));
        assertThat(Tango.test(counts, margin, LEVEL)).isEqualTo(finding);
        assertThat(Tango.pValueOfMore(counts, margin)).isCloseTo(1 - Tango.pValueOfLess(counts, margin), within(1e-12));
    }

    @Test
    void onlyRowsInWhichTheTwoDifferAreCounted() {
        BitSet first = BitSet.valueOf(new long[]{ 0b110101 });
        BitSet second = BitSet.valueOf(new long[]{ 0b010011 });

        assertThat(PairedCounts.of(first, second, 5)).isEqualTo(new PairedCounts(5, 1, 1));
        assertThat(PairedCounts.of(first, second, 6)).isEqualTo(new PairedCounts(6, 2, 1));
        assertThat(PairedCounts.of(first, second, 5).plus(PairedCounts.of(first, second, 6)))
                .isEqualTo(new PairedCounts(11, 3, 2));
    }

    @Property(tries = 300)
    void atADropOfNothingItIsMcNemars(@ForAll @IntRange(max = 400) int b, @ForAll @IntRange(max = 400) int c) {
        double expected = b + c == 0 ? 0 : (b - c) / Math.sqrt(b + c);
        assertThat(Tango.statistic(new PairedCounts(1000, b, c), 0)).isCloseTo(expected, within(1e-9));
    }

    @Property(tries = 300)
    void theClosedFormIsTheMaximumOfTheRestrictedLikelihood(@ForAll @IntRange(min = 1, max = 300) int b,
            @ForAll @IntRange(min = 1, max = 300) int c, @ForAll @DoubleRange(min = -0.3, max = 0.3) double drop) {
        double n = 1000;
        double least = Math.max(0, -drop);
        double most = (1 - drop) / 2;
        var found = new BrentOptimizer(1e-12, 1e-14).optimize(new MaxEval(1000), GoalType.MAXIMIZE,
                new SearchInterval(least + 1e-13, most - 1e-13),
                new UnivariateObjectiveFunction(share -> b * Math.log(share + drop) + c * Math.log(share)
                        + (n - b - c) * Math.log(1 - 2 * share - drop)));
        assertThat(Tango.mixedOnlyShare(n, b, c, drop)).isCloseTo(found.getPoint(), within(1e-6));
    }

    @Property(tries = 300)
    void theIntervalHoldsWhatTheTestDoesNotRefute(@ForAll @IntRange(max = 120) int b,
            @ForAll @IntRange(max = 120) int c,
            @ForAll @IntRange(max = 2000) int same, @ForAll @DoubleRange(min = -0.99, max = 0.99) double drop) {
        PairedCounts counts = new PairedCounts(b + c + same + 1, b, c);
        Interval interval = Tango.interval(counts, 0.95);

        assertThat(interval.contains(counts.drop())).isTrue();
        assertThat(interval.low()).isBetween(-1.0, interval.high());
        assertThat(interval.high()).isLessThanOrEqualTo(1);
        if (Math.abs(drop - interval.low()) > 1e-9 && Math.abs(drop - interval.high()) > 1e-9) {
            assertThat(interval.contains(drop)).isEqualTo(Math.abs(Tango.statistic(counts, drop)) <= 1.959963984540054);
        }
        Interval wider = Tango.interval(counts, 0.99);
        assertThat(wider.low()).isLessThanOrEqualTo(interval.low());
        assertThat(wider.high()).isGreaterThanOrEqualTo(interval.high());
    }

    @Property(tries = 300)
    void theStatisticFallsInTheDropAndTurnsWithTheSides(@ForAll @IntRange(max = 120) int b,
            @ForAll @IntRange(max = 120) int c, @ForAll @IntRange(max = 2000) int same,
            @ForAll @DoubleRange(min = -0.99, max = 0.99) double one,
            @ForAll @DoubleRange(min = -0.99, max = 0.99) double other) {
        PairedCounts counts = new PairedCounts(b + c + same + 1, b, c);
        assertThat(Tango.statistic(counts, Math.min(one, other)))
                .isGreaterThanOrEqualTo(Tango.statistic(counts, Math.max(one, other)) - 1e-9);
        assertThat(Tango.statistic(new PairedCounts(counts.rows(), c, b), -one))
                .isCloseTo(-Tango.statistic(counts, one), within(1e-6));
    }

    /** The true drop is the margin itself: whoever passes, passes wrongly, and so does whoever fails. */
    @ParameterizedTest
    @CsvSource({ "300, .05, .20", "500, .03, .12", "1000, .03, .06", "1000, .01, .12" })
    void wrongPassesAndWrongFailsStayAtTheLevel(int n, double margin, double disagreement) {
        int tries = 8000;
        SplittableRandom random = new SplittableRandom(20260131);
        int passed = 0;
        int failed = 0;
        for (int attempt = 0; attempt < tries; attempt++) {
            switch (Tango.test(drawn(random, n, margin, disagreement), margin, LEVEL)) {
                case PASS -> passed++;
                case FAIL -> failed++;
                case INCONCLUSIVE -> {
                }
            }
        }
        assertThat((double) passed / tries).isBetween(0.04, 0.06);
        assertThat((double) failed / tries).isBetween(0.04, 0.06);
    }

    /** As the specification's table, true drop 0. */
    @ParameterizedTest
    @CsvSource({ "500, .03, .06, .84", "500, .03, .12, .61", "500, .03, .20, .44", "1000, .03, .12, .86",
            "1000, .03, .20, .68", "2000, .01, .06, .56" })
    void itPassesAsOftenAsItShould(int n, double margin, double disagreement, double power) {
        int tries = 2000;
        SplittableRandom random = new SplittableRandom(7);
        int passed = 0;
        for (int attempt = 0; attempt < tries; attempt++) {
            passed += Tango.test(drawn(random, n, 0, disagreement), margin, LEVEL) == Finding.PASS ? 1 : 0;
        }
        assertThat((double) passed / tries).isCloseTo(power, within(0.03));
    }

    private static PairedCounts drawn(SplittableRandom random, int rows, double drop, double disagreement) {
        double aloneOnly = (disagreement + drop) / 2;
        int b = 0;
        int c = 0;
        for (int row = 0; row < rows; row++) {
            double place = random.nextDouble();
            if (place < aloneOnly) {
                b++;
            } else if (place < disagreement) {
                c++;
            }
        }
        return new PairedCounts(rows, b, c);
    }

    @Test
    void whereEveryRowOrNoneDiffersThereIsAnAnswer() {
        assertThat(Tango.statistic(new PairedCounts(10, 10, 0), 1)).isZero();
        assertThat(Tango.statistic(new PairedCounts(10, 0, 10), -1)).isZero();
        assertThat(Tango.statistic(new PairedCounts(10, 5, 5), 1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Tango.interval(new PairedCounts(10, 10, 0), 0.95).high()).isCloseTo(1, within(1e-9));
        assertThat(Tango.statistic(new PairedCounts(10, 0, 0), 0)).isZero();
    }

    @Test
    void countsComeFromRows() {
        assertThat(PairedCounts.of(RowOutcomes.ofDigits("1101100"), RowOutcomes.ofDigits("1010000")))
                .isEqualTo(new PairedCounts(7, 3, 1));
        assertThatThrownBy(() -> new PairedCounts(3, 2, 2)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 and 2 of 3 rows");
    }

    private static String rounded(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value + 0.0).replaceFirst("^-(0\\.0*)$", "$1");
    }
}
