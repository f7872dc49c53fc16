package dev.shaker.db;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.PairConflicts;

/**
 * The per-layer counts of one row of the matrix as bytes: for each other adapter, for each layer of the row in order,
 * conflicts, both-non-zero and total, each a little-endian long. A layer that a pair does not have counts 0 of 0.
 */
final class LayerCounts {
    private static final int BYTES = 3 * Long.BYTES;

    private LayerCounts() {
    }

    /** Whether every pair has exactly these layers. */
    static boolean fit(List<PairConflicts> row, List<String> layers) {
        for (PairConflicts pair : row) {
            if (!pair.layers().stream().map(LayerConflicts::layer).toList().equals(layers)) {
                return false;
            }
        }
        return true;
    }

    /** The layers of all pairs, sorted: LoRA adapters of one space may differ in their modules. */
    static List<String> layers(List<PairConflicts> row) {
        TreeSet<String> names = new TreeSet<>();
        row.forEach(pair -> pair.layers().forEach(layer -> names.add(layer.layer())));
        return List.copyOf(names);
    }

    /** @param layers every layer of every pair */
    static byte[] encode(List<PairConflicts> row, List<String> layers) {
        ByteBuffer buffer = ByteBuffer.allocate(row.size() * layers.size() * BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (PairConflicts pair : row) {
            Map<String, LayerConflicts> counts = new HashMap<>();
            pair.layers().forEach(layer -> counts.put(layer.layer(), layer));
            for (String layer : layers) {
                LayerConflicts count = counts.remove(layer);
                buffer.putLong(count == null ? 0 : count.conflicts()).putLong(count == null ? 0 : count.bothNonZero())
                        .putLong(count == null ? 0 : count.total());
            }
            if (!counts.isEmpty()) {
                throw new IllegalArgumentException("layers " + counts.keySet() + " are not among " + layers);
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
            LayerConflicts count = new LayerConflicts(layer, buffer.getLong(), buffer.getLong(), buffer.getLong());
            if (count.total() > 0) {
                counts.add(count);
            }
        }
        return PairConflicts.of(counts);
    }
}
