package dev.shaker.mixture.merge;

/**
 * The element of a given rank among magnitudes, found without sorting. The bits of a non-negative float order as the floats
 * do, so the value is narrowed down digit by digit from histograms of 11, 10 and 10 bits: three passes whatever the data,
 * where quickselect would copy the array and have bad cases.
 */
final class OrderStatistic {
    private static final int MAGNITUDE = 0x7fff_ffff;
    private static final int[] SHIFTS = { 20, 10, 0 };
    private static final int[] WIDTHS = { 11, 10, 10 };

    private OrderStatistic() {
    }

    /**
     * The magnitude that stands at 0-based {@code index} when all |w| are sorted upwards.
     *
     * @param tensors at least one element in all, none of them NaN
     * @param index less than the number of elements
     */
    static float magnitude(Iterable<float[]> tensors, long index) {
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
