package dev.shaker.djl;

import java.util.List;

import ai.djl.ndarray.NDManager;

import dev.shaker.djl.torch.LengthGroups;

/** A domain's rows as token batches, sorted by length, with what is kept of their forward passes. */
final class PreparedSplit implements AutoCloseable {
    private final int[] labels;
    private final int badRows;
    private final List<PreparedBatch> batches;
    private final int hidden;
    private final NDManager manager;
    private int users;
    private boolean closed;

    private PreparedSplit(int[] labels, int badRows, List<PreparedBatch> batches, int hidden, NDManager manager) {
        this.hidden = hidden;
        this.labels = labels;
        this.badRows = badRows;
        this.batches = batches;
        this.manager = manager;
    }

    /**
     * @param labels of the rows, in the order of the file
     * @param batchSize most rows of a batch
     * @param batchTokens most tokens of a batch, padding included, so that its intermediates stay in the processor's caches
     * @param hidden H of the base model
     */
    static PreparedSplit of(List<EncodedRow> rows, int[] labels, int badRows, int padId, int batchSize, int batchTokens,
            int hidden, NDManager parent) {
        List<PreparedBatch> batches = LengthGroups
                .of(rows.stream().mapToInt(EncodedRow::length).toArray(), batchSize, batchTokens).stream()
                .map(picked -> new PreparedBatch(TokenBatch.of(rows, picked, padId))).toList();
        return new PreparedSplit(labels, badRows, batches, hidden, parent.newSubManager());
    }

    List<PreparedBatch> batches() {
        return batches;
    }

    /** In the order of the file; nobody writes to them. */
    int[] labels() {
        return labels;
    }

    int label(int row) {
        return labels[row];
    }

    int rows() {
        return labels.length;
    }

    int badRows() {
        return badRows;
    }

    /** Tokens of all batches, padding included. */
    long tokens() {
        long tokens = 0;
        for (PreparedBatch batch : batches) {
            tokens += batch.tokens().ids().length;
        }
        return tokens;
    }

    /** Bytes that the batches' prefixes take at most on the device. */
    long prefixBytes() {
        return Prefix.bytes(tokens(), hidden);
    }

    /** Where prefixes of the batches live. */
    NDManager manager() {
        return manager;
    }

    /** Until this is closed, what the split keeps on the device stays, even where the split itself is closed meanwhile. */
    synchronized Lease lease() {
        users++;
        return new Lease(this);
    }

    record Lease(PreparedSplit split) implements AutoCloseable {
        @Override
        public void close() {
            split.giveBack();
        }
    }

    private synchronized void giveBack() {
        users--;
        closeUnused();
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeUnused();
    }

    private void closeUnused() {
        if (closed && users == 0) {
            manager.close();
        }
    }
}
