package dev.shaker.mixture.prune;

/**
 * The element of a given rank among magnitudes or scores, found without sorting. The bits of a non-negative float order as the floats
 * do, so the value is narrowed down digit by digit from histograms of 11, 10 and 10 bits: three passes whatever the data,
 * where quickselect would copy the array and have bad cases.
 */
public final class OrderStatistic {
    private static final int MAGNITUDE = 0x7fff_ffff;
    private static final int[] SHIFTS = { 20, 10, 0 };
    private static final int[] WIDTHS = { 11, 10, 10 };
    private static final int[] SCORE_SHIFTS = { 50, 40, 30, 20, 10, 0 };
    private static final int[] SCORE_WIDTHS = { 13, 10, 10, 10, 10, 10 };

    private OrderStatistic() {
    }

    /**
     * The magnitude that stands at 0-based {@code index} when all |w| are sorted upwards.
     *
     * @param tensors at least one element in all, none of them NaN
     * @param index less than the number of elements
     */
    public static float magnitude(Iterable<float[]> tensors, long index) {
        long rest = index;
        int prefix = 0;
        int known = 0;
        for (int digit = 0; digit < SHIFTS.length; digit++) {
            int shift = SHIFTS[digit];
            int[] histogram = new int[1 << WIDTHS[digit]];
            for (float[] values : tensors) {
                count(values, known, prefix, shift, histogram);
            }
            int bucket = 0;
            while (rest >= histogram[bucket]) {
                rest -= histogram[bucket];
                bucket++;
            }
            prefix |= bucket << shift;
            known |= (histogram.length - 1) << shift;
        }
        return Float.intBitsToFloat(prefix);
    }

    /**
     * The score that stands at 0-based {@code index} when all are sorted upwards: a double's bits in six passes.
     *
     * @param tensors at least one element in all, none of them negative or NaN
     * @param index less than the number of elements
     */
    static double score(Iterable<double[]> tensors, long index) {
        long rest = index;
        long prefix = 0;
        long known = 0;
        for (int digit = 0; digit < SCORE_SHIFTS.length; digit++) {
            int shift = SCORE_SHIFTS[digit];
            int[] histogram = new int[1 << SCORE_WIDTHS[digit]];
            for (double[] values : tensors) {
                count(values, known, prefix, shift, histogram);
            }
            int bucket = 0;
            while (rest >= histogram[bucket]) {
                rest -= histogram[bucket];
                bucket++;
            }
            prefix |= (long) bucket << shift;
            known |= (long) (histogram.length - 1) << shift;
        }
        return Double.longBitsToDouble(prefix);
    }

    private static void count(double[] scores, long known, long prefix, int shift, int[] histogram) {
        int digit = histogram.length - 1;
        for (double score : scores) {
            long bits = Double.doubleToRawLongBits(score);
            if ((bits & known) == prefix) {
                histogram[(int) (bits >>> shift) & digit]++;
            }
        }
    }

    private static void count(float[] values, int known, int prefix, int shift, int[] histogram) {
        int digit = histogram.length - 1;
        for (float value : values) {
            int bits = Float.floatToRawIntBits(value) & MAGNITUDE;
            if ((bits & known) == prefix) {
                histogram[bits >>> shift & digit]++;
            }
        }
    }
}
