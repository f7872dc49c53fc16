package dev.shaker.evaluation.paired;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DecisionsTest {
    private static final double LEVEL = 0.05;

    /** Holm's own example of four tests, and ties. */
    @Test
    void holmAdjustsStepByStep() {
        assertThat(Holm.adjusted(new double[]{ 0.01, 0.04, 0.03, 0.005 })).containsExactly(
                new double[]{ 0.03, 0.06, 0.06, 0.02 }, within(1e-12));
        assertThat(Holm.adjusted(new double[]{ 0.6, 0.6 })).containsExactly(1, 1);
        assertThat(Holm.adjusted(new double[0])).isEmpty();
    }

    @Property(tries = 200)
    void holmIsNeverBolderThanOneTestAndNeverShyerThanBonferroni(
            @ForAll @Size(min = 1, max = 9) List<@DoubleRange(min = 0, max = 1) Double> pValues) {
        double[] adjusted = Holm.adjusted(pValues.stream().mapToDouble(p -> p).toArray());
        for (int i = 0; i < adjusted.length; i++) {
            assertThat(adjusted[i]).isBetween(pValues.get(i), Math.min(1, pValues.size() * pValues.get(i)));
        }
    }

    @Test
    void allMustPass() {
        assertThat(Finding.all(List.of(Finding.PASS, Finding.PASS))).isEqualTo(Finding.PASS);
        assertThat(Finding.all(List.of(Finding.PASS, Finding.INCONCLUSIVE))).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(Finding.all(List.of(Finding.INCONCLUSIVE, Finding.FAIL, Finding.PASS))).isEqualTo(Finding.FAIL);
        assertThat(Finding.all(List.of())).isEqualTo(Finding.INCONCLUSIVE);
    }

    @ParameterizedTest
    @CsvSource({ ".03, 825", ".02, 1855", ".01, 7420" })
    void rowsThatAreNeededFollowFromDisagreementAndDistance(double margin, long rows) {
        assertThat(NeededRows.of(new PairedCounts(100, 6, 6), margin, LEVEL)).hasValue(rows);
    }

    @Test
    void noNumberOfRowsShowsThatLessIsLostThanIsLost() {
        assertThat(NeededRows.of(new PairedCounts(500, 30, 12), 0.03, LEVEL)).isEmpty();
        assertThat(NeededRows.of(new PairedCounts(500, 27, 12), 0.03, LEVEL)).isEmpty();
    }

    /** With so many rows of which none differs the test passes, with one fewer it does not. */
    @Test
    void noFewerThanWhereNoRowDiffers() {
        int fewest = (int) NeededRows.of(new PairedCounts(10, 0, 0), 0.03, LEVEL).orElseThrow();
        assertThat(Tango.test(new PairedCounts(fewest, 0, 0), 0.03, LEVEL)).isEqualTo(Finding.PASS);
        assertThat(Tango.test(new PairedCounts(fewest - 1, 0, 0), 0.03, LEVEL)).isEqualTo(Finding.INCONCLUSIVE);
    }

    /** Two domains by hand: drops .1 and 0, variances (.2 - .01) / 100 and .1 / 200. */
    @Test
    void theMeanDropAddsVariances() {
        MeanDrop mean = MeanDrop.of(List.of(new PairedCounts(100, 15, 5), new PairedCounts(200, 10, 10)));
        double error = Math.sqrt(0.0019 + 0.0005) / 2;

        assertThat(mean.value()).isCloseTo(0.05, within(1e-12));
        assertThat(mean.standardError()).isCloseTo(error, within(1e-12));
        assertThat(mean.interval(0.95).low()).isCloseTo(0.05 - 1.959964 * error, within(1e-6));
        assertThat(mean.interval(0.95).high()).isCloseTo(0.05 + 1.959964 * error, within(1e-6));
        assertThat(mean.test(0.1, LEVEL)).isEqualTo(Finding.PASS);
        assertThat(mean.test(0.05, LEVEL)).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(mean.test(0.005, LEVEL)).isEqualTo(Finding.FAIL);
    }

    /** Table values: 8 of 10 lies in .444 to .975, none of 20 below .168. */
    @Test
    void oneProportionHasItsExactInterval() {
        Interval eight = AccuracyBound.interval(8, 10, 0.95);
        assertThat(eight.low()).isCloseTo(0.4439, within(5e-5));
        assertThat(eight.high()).isCloseTo(0.9748, within(5e-5));
        assertThat(AccuracyBound.interval(0, 20, 0.95)).satisfies(none -> {
            assertThat(none.low()).isZero();
            assertThat(none.high()).isCloseTo(0.1684, within(5e-5));
        });
        assertThat(AccuracyBound.interval(20, 20, 0.95).high()).isEqualTo(1);
        assertThat(AccuracyBound.test(90, 100, 0.7, LEVEL)).isEqualTo(Finding.PASS);
        assertThat(AccuracyBound.test(72, 100, 0.7, LEVEL)).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(AccuracyBound.test(50, 100, 0.7, LEVEL)).isEqualTo(Finding.FAIL);
    }
}
