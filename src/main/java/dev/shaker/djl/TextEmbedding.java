package dev.shaker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Sentence embeddings: last hidden states of the bare base model, averaged over tokens; of a split, over rows too. */
final class TextEmbedding {
    private TextEmbedding() {
    }

    /** @return [H] */
    static float[] of(EncoderWeights base, PreparedSplit split, NDManager parent) {
        int hidden = base.config().hiddenSize();
        double[] rows = rows(base, split, parent);
        double[] sum = new double[hidden];
        // In the order of the file: how rows were batched must not show.
        for (int i = 0; i < rows.length; i++) {
            sum[i % hidden] += rows[i];
        }
        float[] mean = new float[hidden];
        for (int j = 0; j < hidden; j++) {
            mean[j] = (float) (sum[j] / split.rows());
        }
        return mean;
    }

    /** Each row's own, [rows, H] row-major in the order of the file. */
    static double[] rows(EncoderWeights base, PreparedSplit split, NDManager parent) {
        int hidden = base.config().hiddenSize();
        double[] rows = new double[Math.multiplyExact(split.rows(), hidden)];
        for (PreparedBatch batch : split.batches()) {
            add(batch.tokens(), states(base, batch.tokens(), parent), hidden, rows);
        }
        return rows;
    }

    /** [B, T, H] row-major. */
    private static float[] states(EncoderWeights base, TokenBatch tokens, NDManager parent) {
        try (NDManager scope = parent.newSubManager()) {
            Forward forward = new Forward(base, tokens, scope);
            NDArray x = forward.embed(tokens);
            for (LayerWeights weights : base.layers()) {
                NDArray next = forward.layer(new AdaptedLayer(weights, null, null, null), x);
                x.close();
                x = next;
            }
            return base.precision().values(x);
        }
    }

    /** Adds each row's mean over its tokens, padding left out, to the row's place. */
    private static void add(TokenBatch tokens, float[] states, int hidden, double[] rows) {
        for (int i = 0; i < tokens.size(); i++) {
            int length = tokens.lengths()[i];
            int place = tokens.rows()[i] * hidden;
            for (int t = 0; t < length; t++) {
                int from = (i * tokens.length() + t) * hidden;
                for (int j = 0; j < hidden; j++) {
                    rows[place + j] += states[from + j];
                }
            }
            for (int j = 0; j < hidden; j++) {
                rows[place + j] /= length;
            }
        }
    }
}
