package dev.shaker.djl;

import java.util.List;

import ai.djl.ndarray.NDManager;

import dev.shaker.evaluation.attack.Victim;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.Row;

/** One encoder with one head, asked about rows that it has not seen before. */
final class DjlVictim implements Victim {
    private final TextTokenizer tokenizer;
    private final AdaptedEncoder encoder;
    private final DeviceHead head;
    private final Batching batching;
    private final boolean pairs;
    private final int labels;
    private final Runnable advanced;

    /** How rows become batches. */
    record Batching(int rows, int tokens, NDManager parent) {
        PreparedSplit prepare(List<EncodedRow> encoded, EncoderWeights base) {
            return PreparedSplit.of(encoded, new int[encoded.size()], 0, base.config().padTokenId(), rows, tokens,
                    base.config().hiddenSize(), parent);
        }
    }

    /**
     * @param pairs whether every row is encoded as a pair
     * @param labels C
     */
    DjlVictim(TextTokenizer tokenizer, AdaptedEncoder encoder, DeviceHead head, Batching batching, boolean pairs,
            int labels, Runnable advanced) {
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.head = head;
        this.batching = batching;
        this.pairs = pairs;
        this.labels = labels;
        this.advanced = advanced;
    }

    @Override
    public float[][] logits(List<Row> rows) {
        float[][] logits = new float[rows.size()][labels];
        List<EncodedRow> encoded = tokenizer.encode(new DomainRows("rewritten rows", rows, pairs, 0));
        try (PreparedSplit split = batching.prepare(encoded, encoder.base())) {
            for (PreparedBatch batch : split.batches()) {
                float[] part = batch.logits(encoder, head, batching.parent(), null);
                int[] places = batch.tokens().rows();
                for (int i = 0; i < places.length; i++) {
                    System.arraycopy(part, i * labels, logits[places[i]], 0, labels);
                }
                advanced.run();
            }
        }
        return logits;
    }
}
