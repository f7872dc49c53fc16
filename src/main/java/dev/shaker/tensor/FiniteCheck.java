package dev.shaker.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Finds NaN and infinities: exponent bits all set. */
public final class FiniteCheck {
    private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT_UNALIGNED;
    private static final int BLOCK = 4096;

    private FiniteCheck() {
    }

    /** Index of the first value that is NaN or infinite, -1 where all are finite. */
    public static int firstNotFinite(float[] values) {
        MemorySegment segment = MemorySegment.ofArray(values);
        for (int from = 0; from < values.length; from += BLOCK) {
            int to = Math.min(values.length, from + BLOCK);
            if (!isFinite(segment, 4L * from, to - from)) {
                return scan(values, from, to);
            }
        }
        return -1;
    }

    // Without a branch and through a segment's ints, so that C2 vectorises it (JDK 25 does not vectorise reading a float's bits):
    // adding one to a full exponent carries into the sign bit.
    private static boolean isFinite(MemorySegment values, long at, int length) {
        int carries = 0;
        for (int i = 0; i < length; i++) {
            carries |= (values.get(BITS, at + 4L * i) & 0x7fffffff) + 0x00800000;
        }
        return carries >= 0;
    }

    private static int scan(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        throw new IllegalStateException("no value between " + from + " and " + to + " is infinite or NaN");
    }
}
