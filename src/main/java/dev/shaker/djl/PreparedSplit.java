package dev.shaker.djl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import ai.djl.ndarray.NDManager;

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
        Integer[] order = new Integer[rows.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingInt(i -> rows.get(i).length()));
        List<PreparedBatch> batches = new ArrayList<>();
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && to - from < batchSize
                    && (long) (to - from + 1) * rows.get(order[to]).length() <= batchTokens) {
                to++;
            }
            int[] picked = new int[to - from];
            for (int i = from; i < to; i++) {
                picked[i - from] = order[i];
            }
            batches.add(new PreparedBatch(TokenBatch.of(rows, picked, padId)));
            from = to;
        }
        return new PreparedSplit(labels, badRows, List.copyOf(batches), hidden, parent.newSubManager());
    }

    List<PreparedBatch> batches() {
        return batches;
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
