package dev.shaker.fsd;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

class RatioTest {
    @Property
    void comparesAsTheNumbersDo(@ForAll @IntRange(min = -1000, max = 1000) int a,
            @ForAll @IntRange(min = 1, max = 1000) int b, @ForAll @IntRange(min = -1000, max = 1000) int c,
            @ForAll @IntRange(min = 1, max = 1000) int d) {
        assertThat(Integer.signum(Ratio.of(a, b).compareTo(Ratio.of(c, d))))
                .isEqualTo(Long.signum((long) a * d - (long) c * b));
    }

    @Property
    void sumsDoNotDependOnTheOrder(@ForAll List<@IntRange(min = 1, max = 97) Integer> denominators) {
        Ratio forwards = Ratio.ZERO;
        for (int d : denominators) {
            forwards = forwards.plus(Ratio.of(1, d));
        }
        Ratio backwards = Ratio.ZERO;
        for (int d : denominators.reversed()) {
            backwards = backwards.plus(Ratio.of(1, d));
        }
        assertThat(forwards).isEqualTo(backwards);
    }

    @Property
    void equalNumbersAreEqualRatios(@ForAll @IntRange(min = -1000, max = 1000) int a,
            @ForAll @IntRange(min = 1, max = 1000) int b, @ForAll @IntRange(min = 1, max = 50) int factor) {
        assertThat(Ratio.of((long) a * factor, (long) b * factor)).isEqualTo(Ratio.of(a, b))
                .hasToString(Ratio.of(a, b).toString());
        assertThat(Ratio.of(a, b).toDouble()).isEqualTo((double) a / b, offset(1e-12));
    }
}
