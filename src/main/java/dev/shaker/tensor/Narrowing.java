package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Float32 values as stored elements of a narrower type, rounded to nearest, ties to even, as torch rounds them. */
public final class Narrowing {
    private Narrowing() {
    }

    /**
     * The values that are left of these once they were stored; the array itself for F32.
     *
     * @param type F32, F16 or BF16
     */
    public static float[] rounded(TensorType type, float[] values) {
        if (type == TensorType.F32) {
            return values;
        }
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = type == TensorType.F16
                    ? Float.float16ToFloat(Float.floatToFloat16(values[i]))
                    : Float.intBitsToFloat(brain(values[i]) << 16);
        }
        return rounded;
    }

    /** The values as bytes, little-endian. */
    public static ByteBuffer bytes(TensorType type, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(type.bytes(), values.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case F32 -> bytes.asFloatBuffer().put(values);
            case F16 -> {
                for (float value : values) {
                    bytes.putShort(Float.floatToFloat16(value));
                }
                bytes.flip();
            }
            case BF16 -> {
                for (float value : values) {
                    bytes.putShort((short) brain(value));
                }
                bytes.flip();
            }
            default -> throw new IllegalArgumentException("nothing is written as " + type);
        }
        return bytes;
    }

    /** The upper half of the bits of the nearest bfloat16. */
    private static int brain(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.isNaN(value) ? bits >>> 16 | 0x40 : bits + 0x7fff + (bits >>> 16 & 1) >>> 16;
    }
}
