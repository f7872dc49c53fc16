package dev.shaker.fsd;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.tensor.SignPlanes;

import static org.assertj.core.api.Assertions.assertThat;

class ConflictCounterTest {
    private static final float[] SPECIAL = { 0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-30f, -1e-30f,
            Float.MAX_VALUE, -Float.MAX_VALUE };

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 4, 6, 13, 63, 64, 65, 207, 702, 4098 })
    void packedCountsEqualTheDoubleLoop(int size) {
        for (int seed = 0; seed < 20; seed++) {
            float[] a = values(size, seed);
            float[] b = values(size, seed + 1000);

            LayerConflicts counts = PairCounter.layer("x", SignPlanes.pack(a), SignPlanes.pack(b));

            assertThat(counts).isEqualTo(NaiveConflicts.count("x", a, b));
        }
    }

    @Test
    void productsThatUnderflowAreStillConflicts() {
        float[] a = { 1e-40f, -1e-40f, 1e-40f };
        float[] b = { -1e-40f, 1e-40f, 1e-40f };

        LayerConflicts counts = PairCounter.layer("x", SignPlanes.pack(a), SignPlanes.pack(b));

        assertThat(counts.conflicts()).isEqualTo(2);
        assertThat(counts.fsd()).isEqualTo(Ratio.of(2, 3));
    }

    @Test
    void zerosOfEitherSignAreNoConflictAndStayInTheDenominator() {
        float[] a = { 0f, -0f, 1f, -1f };
        float[] b = { -1f, 1f, -0f, 1f };

        LayerConflicts counts = PairCounter.layer("x", SignPlanes.pack(a), SignPlanes.pack(b));

        assertThat(counts).isEqualTo(new LayerConflicts("x", 1, 1, 4));
        assertThat(counts.fsd()).isEqualTo(Ratio.of(1, 4));
        assertThat(counts.fsdBothNonZero()).isEqualTo(Ratio.of(1, 1));
    }

    private static float[] values(int size, long seed) {
        var random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextInt(4) == 0
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : (float) random.nextGaussian();
        }
        return values;
    }
}
