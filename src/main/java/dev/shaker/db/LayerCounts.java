package dev.shaker.db;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.PairConflicts;

/**
 * The per-layer counts of one row of the matrix as bytes: for each other adapter, for each layer of the space in order,
 * conflicts, both-non-zero and total, each a little-endian long.
 */
final class LayerCounts {
    private static final int BYTES = 3 * Long.BYTES;

    private LayerCounts() {
    }

    static byte[] encode(List<PairConflicts> row, List<String> layers) {
        ByteBuffer buffer = ByteBuffer.allocate(row.size() * layers.size() * BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (PairConflicts pair : row) {
            List<LayerConflicts> counts = pair.layers();
            if (counts.size() != layers.size()) {
                throw new IllegalArgumentException(
                        "a row with " + counts.size() + " layers in a space of " + layers.size());
            }
            for (int i = 0; i < layers.size(); i++) {
                LayerConflicts count = counts.get(i);
                if (!count.layer().equals(layers.get(i))) {
                    throw new IllegalArgumentException(
                            "layer '" + count.layer() + "' where the space has '" + layers.get(i) + "'");
                }
                buffer.putLong(count.conflicts()).putLong(count.bothNonZero()).putLong(count.total());
            }
        }
        return buffer.array();
    }

    /** The cell at one position of a row. */
    static PairConflicts decode(byte[] bytes, int position, String[] layers) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(position * layers.length * BYTES);
        List<LayerConflicts> counts = new ArrayList<>(layers.length);
        for (String layer : layers) {
            counts.add(new LayerConflicts(layer, buffer.getLong(), buffer.getLong(), buffer.getLong()));
        }
        return PairConflicts.of(counts);
    }
}
