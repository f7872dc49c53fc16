package dev.shaker.djl.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import dev.shaker.djl.decoder.DecoderRow.Pick;
import dev.shaker.djl.torch.EmbeddingUpdate;
import dev.shaker.djl.torch.Linear;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Scores of a batch's rows: logits of a head, or sums of log-probabilities of the words of the labels. */
final class DecoderScores {
    /** Numbers of one product with the language-model head: its rows are many. */
    private static final int MOST = 1 << 24;

    private final AdaptedDecoder decoder;
    private final @Nullable Linear score;
    private final int labels;

    /** @param score the classification head [C, H], null where words classify */
    DecoderScores(AdaptedDecoder decoder, @Nullable Linear score, int labels) {
        this.decoder = decoder;
        this.score = score;
        this.labels = labels;
    }

    /** [B, C] row-major. */
    double[] of(DecoderBatch batch, NDManager parent) {
        double[] scores = new double[batch.size() * labels];
        try (NDManager scope = parent.newSubManager()) {
            var forward = new DecoderForward(decoder, batch, scope);
            NDArray x = forward.embed();
            for (DecoderLayer layer : decoder.layers()) {
                x = forward.layer(layer, x);
            }
            try (NDArray states = x.reshape((long) batch.size() * batch.length(), -1)) {
                if (score == null) {
                    words(batch, states, scope, scores);
                } else {
                    head(batch, states, scope, score, scores);
                }
            }
        }
        return scores;
    }

    private void head(DecoderBatch batch, NDArray states, NDManager scope, Linear head, double[] scores) {
        long[] at = new long[batch.size()];
        for (int r = 0; r < at.length; r++) {
            at[r] = (long) r * batch.length() + batch.rows().get(r).picks().getFirst().at();
        }
        try (NDArray normed = normed(states, scope, at); NDArray logits = head.apply(normed)) {
            float[] values = decoder.base().precision().values(logits);
            for (int i = 0; i < values.length; i++) {
                scores[i] = values[i];
            }
        }
    }

    private void words(DecoderBatch batch, NDArray states, NDManager scope, double[] scores) {
        int rows = Math.max(1, MOST / decoder.base().config().vocabularySize());
        var asked = new Asked(batch.size() * batch.length());
        for (int r = 0; r < batch.size(); r++) {
            for (Pick pick : batch.rows().get(r).picks()) {
                asked.add(r * batch.length() + pick.at(), pick.token(), r * labels + pick.label());
            }
            if (asked.places() >= rows) {
                add(asked, states, scope, scores);
                asked = new Asked(batch.size() * batch.length());
            }
        }
        if (asked.places() > 0) {
            add(asked, states, scope, scores);
        }
    }

    private void add(Asked asked, NDArray states, NDManager scope, double[] scores) {
        Linear head = decoder.head();
        if (head == null) {
            throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED,
                    "the base model's files have no lm_head: words of labels need the model that predicts them");
        }
        long vocabulary = decoder.base().config().vocabularySize();
        try (NDArray normed = normed(states, scope, asked.at());
                NDArray logits = head.apply(normed);
                NDArray wide = logits.toType(DataType.FLOAT32, false);
                NDArray probabilities = wide.logSoftmax(-1);
                NDArray flat = probabilities.reshape(-1, 1);
                NDArray wanted = scope.create(asked.cells(vocabulary), new Shape(asked.size()));
                NDArray found = EmbeddingUpdate.rows(wanted, flat)) {
            float[] values = found.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                scores[asked.score(i)] += values[i];
            }
        }
    }

    /** States [P, H] at some of [B T, H], behind the last norm. */
    private NDArray normed(NDArray states, NDManager scope, long[] at) {
        try (NDArray places = scope.create(at, new Shape(at.length));
                NDArray x = EmbeddingUpdate.rows(places, states)) {
            return decoder.base().finalNorm().apply(x);
        }
    }
}
