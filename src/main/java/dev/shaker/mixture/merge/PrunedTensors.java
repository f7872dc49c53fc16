package dev.shaker.mixture.merge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.spec.Pruning;

/**
 * A member pruned while it is read. Per layer each tensor is read once; for a block or the whole adapter a first pass over
 * the pruned tensors finds the thresholds, holding one such group at a time.
 */
public final class PrunedTensors implements Tensors {
    private final Tensors source;
    private final Pruning pruning;
    private final Optional<? extends Set<String>> chosen;
    private final Map<String, Float> thresholds = new HashMap<>();
    private final Map<String, Sparsity> achieved = new ConcurrentHashMap<>();

    /**
     * @param chosen the layers that Alg. 4 chose in this member, tensors or (in the update basis) modules; empty for all
     */
    public PrunedTensors(Tensors source, Pruning pruning, Optional<? extends Set<String>> chosen) {
        this.source = source;
        this.pruning = pruning;
        this.chosen = chosen;
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
        if (pruned(layer)) {
            float threshold = pruning.scope() == Pruning.Scope.LAYER
                    ? Pruner.threshold(List.of(values), pruning.sparsity())
                    : thresholds.getOrDefault(layer.name(), 0f);
            dropped = Pruner.cut(values, threshold);
        }
        achieved.put(layer.name(), new Sparsity(dropped, values.length));
        return values;
    }

    /** By layer, of the layers read so far. */
    public SortedMap<String, Sparsity> achieved() {
        return new TreeMap<>(achieved);
    }

    /** Over the layers read so far. */
    public Sparsity total() {
        Sparsity total = Sparsity.NONE;
        for (Sparsity layer : achieved.values()) {
            total = total.plus(layer);
        }
        return total;
    }

    private boolean pruned(AdapterLayer layer) {
        return !pruning.keepsAll() && (chosen.isEmpty() || chosen.get().contains(layer.name())
                || chosen.get().contains(Blocks.of(layer.name())));
    }

    private Collection<List<AdapterLayer>> groups() {
        Map<String, List<AdapterLayer>> groups = new TreeMap<>();
        for (AdapterLayer layer : source.layers()) {
            if (pruned(layer)) {
                String key = pruning.scope() == Pruning.Scope.BLOCK ? Blocks.of(layer.name()) : "";
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(layer);
            }
        }
        return groups.values();
    }
}
