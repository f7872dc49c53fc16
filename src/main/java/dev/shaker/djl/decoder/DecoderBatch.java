package dev.shaker.djl.decoder;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Rows of similar length, padded on the right to the longest of them.
 *
 * @param places of the rows in the file
 * @param rows in the order of {@code places}
 * @param length T
 */
record DecoderBatch(int[] places, List<DecoderRow> rows, int length) {
    private static final float HIDDEN = -1e30f;

    static DecoderBatch of(List<DecoderRow> all, int[] places) {
        List<DecoderRow> rows = Arrays.stream(places).mapToObj(all::get).toList();
        return new DecoderBatch(places, rows, rows.stream().mapToInt(DecoderRow::length).max().orElse(0));
    }

    int size() {
        return rows.size();
    }

    /** [B, T]; what stands at padding is looked at by nobody. */
    long[] ids() {
        return padded(DecoderRow::ids);
    }

    /** [B, T] */
    long[] positions() {
        return padded(DecoderRow::positions);
    }

    private long[] padded(Function<DecoderRow, int[]> values) {
        long[] padded = new long[size() * length];
        for (int r = 0; r < size(); r++) {
            int[] row = values.apply(rows.get(r));
            for (int t = 0; t < rows.get(r).length(); t++) {
                padded[r * length + t] = row[t];
            }
        }
        return padded;
    }

    /** [B, T, T]: 0 where a token sees another, so low elsewhere that softmax gives exactly 0 there. */
    float[] mask(int window) {
        float[] mask = new float[Math.multiplyExact(size() * length, length)];
        Arrays.fill(mask, HIDDEN);
        for (int r = 0; r < size(); r++) {
            DecoderRow row = rows.get(r);
            for (int t = 0; t < length; t++) {
                int from = (r * length + t) * length;
                if (t >= row.length()) {
                    // Something must be seen, or padding turns to NaN.
                    mask[from] = 0;
                }
                for (int other = 0; t < row.length() && other <= t; other++) {
                    if (row.sees(t, other, window)) {
                        mask[from + other] = 0;
                    }
                }
            }
        }
        return mask;
    }
}
