package dev.shaker.guided;

import java.util.BitSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PairedDropTest {
    /** Checked outside against the numerical maximum of the likelihood. */
    @ParameterizedTest
    @CsvSource({ "66,25,1000,.01,3.310739,.02282,.06041", "30,12,500,.03,0.471226,.01110,.06317",
            "5,9,300,.02,-2.413140,-.04164,.01257", "0,0,200,.03,-2.487080,-.01885,.01885",
            "10,0,400,.03,-0.586210,.01364,.04540", "40,38,1000,.03,-3.019024,-.01563,.01970",
            "60,10,500,.05,3.240290,.06968,.13367" })
    void statisticAndIntervalAreTangos(int first, int second, int rows, double drop, double statistic, double low,
            double high) {
        var paired = new PairedDrop(first, second, rows);

        assertThat(paired.statistic(drop)).isCloseTo(statistic, within(1e-6));
        assertThat(paired.lower(0.025)).isCloseTo(low, within(1e-5));
        assertThat(paired.upper(0.025)).isCloseTo(high, within(1e-5));
    }

    @Test
    void onlyRowsInWhichTheTwoDifferAreCounted() {
        BitSet first = BitSet.valueOf(new long[]{ 0b110101 });
        BitSet second = BitSet.valueOf(new long[]{ 0b010011 });

        assertThat(PairedDrop.of(first, second, 5)).isEqualTo(new PairedDrop(1, 1, 5));
        assertThat(PairedDrop.of(first, second, 6)).isEqualTo(new PairedDrop(2, 1, 6));
        assertThat(new PairedDrop(2, 1, 6).statistic(0)).isEqualTo(1 / Math.sqrt(3));
    }
}
