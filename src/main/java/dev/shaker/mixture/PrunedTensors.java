package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;

/**
 * A member pruned while it is read. Per layer each tensor is read once; for a block or the whole adapter a first pass over
 * the pruned tensors finds the thresholds, holding one such group at a time.
 */
final class PrunedTensors implements Tensors {
    private final Tensors source;
    private final Pruning pruning;
    private final Set<String> pruned;
    private final Map<String, Float> thresholds = new HashMap<>();
    private final Map<String, Sparsity> achieved = new ConcurrentHashMap<>();

    /** @param pruned names of the layers that Alg. 4 chose in this member */
    PrunedTensors(Tensors source, Pruning pruning, Set<String> pruned) {
        this.source = source;
        this.pruning = pruning;
        this.pruned = pruned;
        if (!pruning.keepsAll() && pruning.scope() != Pruning.Scope.LAYER) {
            for (List<AdapterLayer> group : groups()) {
                List<float[]> values = new ArrayList<>();
                group.forEach(layer -> values.add(source.read(layer)));
                float threshold = Pruner.threshold(values, pruning.sparsity());
                group.forEach(layer -> thresholds.put(layer.name(), threshold));
            }
        }
    }

    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] values = source.read(layer);
        long dropped = 0;
        if (!pruning.keepsAll() && pruned.contains(layer.name())) {
            float threshold = pruning.scope() == Pruning.Scope.LAYER
                    ? Pruner.threshold(List.of(values), pruning.sparsity())
                    : thresholds.getOrDefault(layer.name(), 0f);
            dropped = Pruner.cut(values, threshold);
        }
        achieved.put(layer.name(), new Sparsity(dropped, values.length));
        return values;
    }

    /** By layer, of the layers read so far. */
    SortedMap<String, Sparsity> achieved() {
        return new TreeMap<>(achieved);
    }

    private Collection<List<AdapterLayer>> groups() {
        Map<String, List<AdapterLayer>> groups = new TreeMap<>();
        for (AdapterLayer layer : source.layers()) {
            if (pruned.contains(layer.name())) {
                String key = pruning.scope() == Pruning.Scope.BLOCK ? Blocks.of(layer.name()) : "";
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(layer);
            }
        }
        return groups.values();
    }
}
