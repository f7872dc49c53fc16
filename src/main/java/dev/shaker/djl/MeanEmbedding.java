package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;

import dev.shaker.evaluation.attack.SentenceEncoder;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.Row;

/** A sentence's vector: a bare encoder's last hidden states, averaged over the sentence's tokens. */
final class MeanEmbedding implements SentenceEncoder {
    private final LoadedBase base;
    private final int maxLength;
    private final DjlVictim.Batching batching;
    private final Runnable advanced;

    MeanEmbedding(LoadedBase base, int maxLength, DjlVictim.Batching batching, Runnable advanced) {
        this.base = base;
        this.maxLength = maxLength;
        this.batching = batching;
        this.advanced = advanced;
    }

    @Override
    public float[][] encode(List<String> texts) {
        List<Row> rows = new ArrayList<>(texts.size());
        for (String text : texts) {
            rows.add(new Row(0, text, ""));
        }
        List<EncodedRow> encoded = base.tokenizer(maxLength).encode(new DomainRows("sentences", rows, false, 0));
        int hidden = base.weights().config().hiddenSize();
        float[][] vectors = new float[texts.size()][hidden];
        try (PreparedSplit split = batching.prepare(encoded, base.weights())) {
            double[] means = TextEmbedding.rows(base.weights(), split, batching.parent());
            for (int i = 0; i < vectors.length; i++) {
                for (int j = 0; j < hidden; j++) {
                    vectors[i][j] = (float) means[i * hidden + j];
                }
            }
        }
        advanced.run();
        return vectors;
    }
}
