package dev.shaker.tensor;

/** Finds NaN and infinities: exponent bits all set. */
public final class FiniteCheck {
    private static final int BLOCK = 4096;

    private FiniteCheck() {
    }

    /** Index of the first value that is NaN or infinite, -1 where all are finite. */
    public static int firstNotFinite(float[] values) {
        for (int from = 0; from < values.length; from += BLOCK) {
            int to = Math.min(values.length, from + BLOCK);
            if (!isFinite(values, from, to)) {
                return scan(values, from, to);
            }
        }
        return -1;
    }

    // Without a branch, so that C2 vectorises it: adding one to a full exponent carries into the sign bit.
    private static boolean isFinite(float[] values, int from, int to) {
        int carries = 0;
        for (int i = from; i < to; i++) {
            carries |= (Float.floatToRawIntBits(values[i]) & 0x7fffffff) + 0x00800000;
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
