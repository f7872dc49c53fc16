package dev.shaker.djl;

import java.util.List;

import dev.shaker.adapter.base.BaseModelConfig;

/**
 * Rows of similar length, padded to the longest of them.
 *
 * @param rows the batch's rows: their positions in the file
 * @param length T, tokens of the longest row
 * @param ids [B, T] row-major
 * @param types [B, T] token types, padded with 0
 * @param lengths tokens of each row
 */
record TokenBatch(int[] rows, int length, long[] ids, long[] types, int[] lengths) {
    /** @param picked positions of the rows in {@code encoded} */
    static TokenBatch of(List<EncodedRow> encoded, int[] picked, int padId) {
        int longest = 0;
        for (int row : picked) {
            longest = Math.max(longest, encoded.get(row).length());
        }
        long[] ids = new long[picked.length * longest];
        long[] types = new long[ids.length];
        int[] lengths = new int[picked.length];
        java.util.Arrays.fill(ids, padId);
        for (int i = 0; i < picked.length; i++) {
            EncodedRow row = encoded.get(picked[i]);
            lengths[i] = row.length();
            for (int t = 0; t < row.length(); t++) {
                ids[i * longest + t] = row.ids()[t];
                types[i * longest + t] = t >= row.secondAt() ? 1 : 0;
            }
        }
        return new TokenBatch(picked, longest, ids, types, lengths);
    }

    int size() {
        return rows.length;
    }

    boolean padded() {
        for (int length : lengths) {
            if (length < this.length) {
                return true;
            }
        }
        return false;
    }

    /**
     * [B, T]: a token's place in its row; RoBERTa's begin behind the padding index, which itself is the position of every
     * padding token, one that a text spells out included.
     */
    long[] positions(BaseModelConfig config) {
        long[] positions = new long[ids.length];
        boolean roberta = config.family() == BaseModelConfig.Family.ROBERTA;
        int pad = config.padTokenId();
        for (int row = 0; row < rows.length; row++) {
            int next = pad + 1;
            for (int t = 0; t < length; t++) {
                int at = row * length + t;
                positions[at] = roberta ? ids[at] == pad ? pad : next++ : t;
            }
        }
        return positions;
    }

    /** [B, T]: 0 at tokens, so low at padding that softmax gives exactly 0 there. */
    float[] mask() {
        float[] mask = new float[ids.length];
        for (int i = 0; i < lengths.length; i++) {
            java.util.Arrays.fill(mask, i * length + lengths[i], (i + 1) * length, -1e30f);
        }
        return mask;
    }
}
