package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class FloatConversionTest {
    @Example
    void everyHalfAndEveryBrainFloatWidensExactly() {
        ByteBuffer bytes = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 1 << 16; i++) {
            bytes.putShort((short) i);
        }
        float[] half = new float[1 << 16];
        float[] brain = new float[1 << 16];
        FloatConversion.convert(TensorType.F16, bytes.flip(), half, 0, half.length);
        FloatConversion.convert(TensorType.BF16, bytes, brain, 0, brain.length);
        for (int i = 0; i < 1 << 16; i++) {
            assertSame(half[i], Float.float16ToFloat((short) i));
            assertSame(brain[i], Float.intBitsToFloat(i << 16));
        }
    }

    @Property(tries = 100)
    void doublesRoundToTheNearestFloat(@ForAll @Size(min = 1, max = 50) double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        float[] floats = new float[values.length + 1];
        FloatConversion.convert(TensorType.F64, bytes, floats, 1, values.length);
        for (int i = 0; i < values.length; i++) {
            assertSame(floats[i + 1], (float) values[i]);
        }
    }

    private static void assertSame(float actual, float expected) {
        assertThat(Float.floatToIntBits(actual)).isEqualTo(Float.floatToIntBits(expected));
    }
}
