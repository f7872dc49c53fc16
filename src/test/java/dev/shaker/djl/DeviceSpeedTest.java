package dev.shaker.djl;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.shaker.djl.torch.Precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The program that measures devices, on whatever device there is. */
class DeviceSpeedTest {
    @ParameterizedTest
    @EnumSource
    void theSmallShapeIsMeasuredInEveryPrecision(Precision precision) {
        DeviceSpeed.Figures figures = DeviceSpeed.measure(DeviceSpeed.Plan.small(), "auto", precision);
        DeviceSpeed.Figures exact = DeviceSpeed.measure(DeviceSpeed.Plan.small(), "auto", Precision.FLOAT32);

        assertThat(figures.rowsPerSecond()).isPositive();
        assertThat(figures.peak()).isPositive();
        // 3 layers, 16 tokens, H = 64, I = 128, d = 8, 4 heads: counted by hand.
        assertThat(figures.flops() / figures.rowsPerSecond()).isCloseTo(OPERATIONS, within(1e-3));
        assertThat(figures.logits()).hasSize(16);
        for (int i = 0; i < 16; i++) {
            assertThat(figures.logits()[i]).isCloseTo(exact.logits()[i], within(0.01f)).isNotZero();
        }
    }

    /** First layer 16 (2 64 8); middle 16 (4 64² + 2 64 128 + 2 64 8 + 2 64 16); last 2 4 64 16 + 4 64² + 2 64 128 + 2 64 8. */
    private static final double OPERATIONS = 2.0
            * (16_384 + 16 * (16_384 + 16_384 + 1_024 + 2_048) + 8_192 + 16_384 + 16_384 + 1_024);
}
