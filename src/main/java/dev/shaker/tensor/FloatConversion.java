package dev.shaker.tensor;

import java.nio.ByteBuffer;

/** Stored elements to float32, in bulk. F16 and BF16 widen exactly; F64 rounds to nearest even. */
final class FloatConversion {
    private static final int SCRATCH = 8192;

    private FloatConversion() {
    }

    /**
     * Converts {@code count} elements from the position of a buffer, in the buffer's byte order.
     *
     * @param target receives the values from index {@code offset}
     */
    static void convert(TensorType type, ByteBuffer source, float[] target, int offset, int count) {
        switch (type) {
            case F32 -> source.asFloatBuffer().get(target, offset, count);
            case F16 -> fromHalf(source, target, offset, count);
            case BF16 -> fromBrainFloat(source, target, offset, count);
            case F64 -> fromDouble(source, target, offset, count);
            default -> throw new IllegalArgumentException("no floating-point type: " + type);
        }
    }

    // Bulk copies into arrays first: C2 vectorises loops over arrays, not over buffer views.
    private static void fromHalf(ByteBuffer source, float[] target, int offset, int count) {
        var view = source.asShortBuffer();
        short[] scratch = new short[Math.min(SCRATCH, count)];
        for (int done = 0; done < count; done += scratch.length) {
            int n = Math.min(scratch.length, count - done);
            view.get(scratch, 0, n);
            for (int i = 0; i < n; i++) {
                target[offset + done + i] = Float.float16ToFloat(scratch[i]);
            }
        }
    }

    private static void fromBrainFloat(ByteBuffer source, float[] target, int offset, int count) {
        var view = source.asShortBuffer();
        short[] scratch = new short[Math.min(SCRATCH, count)];
        for (int done = 0; done < count; done += scratch.length) {
            int n = Math.min(scratch.length, count - done);
            view.get(scratch, 0, n);
            for (int i = 0; i < n; i++) {
                target[offset + done + i] = Float.intBitsToFloat(scratch[i] << 16);
            }
        }
    }

    private static void fromDouble(ByteBuffer source, float[] target, int offset, int count) {
        var view = source.asDoubleBuffer();
        double[] scratch = new double[Math.min(SCRATCH, count)];
        for (int done = 0; done < count; done += scratch.length) {
            int n = Math.min(scratch.length, count - done);
            view.get(scratch, 0, n);
            for (int i = 0; i < n; i++) {
                target[offset + done + i] = (float) scratch[i];
            }
        }
    }
}
