package dev.shaker.fsd;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.shaker.adapter.UpdateSample;

import static org.assertj.core.api.Assertions.assertThat;

/** The measurement of {@link LargeUpdates} in a size that takes a second. */
class LargeUpdatesTest {
    private final LargeUpdates updates = new LargeUpdates(Map.of("layers.0.q", new int[]{ 1024, 256 }, "layers.0.v",
            new int[]{ 256, 256 }, "layers.1.q", new int[]{ 1024, 256 }, "layers.1.small", new int[]{ 64, 256 }), 4,
            new UpdateSample(1 << 16, 1));

    @Test
    void sampledFsdIsWithinItsErrorOfTheExactOne() {
        for (int pair = 0; pair < 5; pair++) {
            LargeUpdates.Compared compared = updates.compare(2L * pair, 2L * pair + 1);

            Sampling sampling = compared.sampled().sampling().orElseThrow();
            assertThat(compared.error()).isLessThan(4 * sampling.standardError());
            assertThat(sampling.standardError()).isBetween(0.0005, 0.01);
            assertThat(sampling.positions()).isEqualTo(3 * (1 << 16) + 64 * 256);
            assertThat(compared.sampled().total()).isEqualTo((2 * 1024 + 256 + 64) * 256);
        }
    }

    @Test
    void planesOfASampleTakeAQuarterOfAByteAPositionAndARowReadsThem() throws IOException {
        var planes = updates.sampled(1);

        assertThat(LargeUpdates.bytes(planes)).isEqualTo((3 * (1 << 16) + 64 * 256) / 4);
        assertThat(updates.row(planes, 20, 7)).isPositive();
    }
}
