package dev.shaker.mixture.prune;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.mixture.spec.Pruning;

/**
 * By |w|. Per layer each tensor is read once; for a block or the whole adapter a first pass over the pruned tensors finds the
 * thresholds, holding one such group at a time.
 */
final class MagnitudeCut implements Cut {
    private final Unpruned member;
    private final Pruning pruning;
    /** Null until the first is wanted: of a member that nobody reads nothing is read. */
    private @Nullable Map<String, Float> thresholds;

    MagnitudeCut(Unpruned member, Pruning pruning) {
        this.member = member;
        this.pruning = pruning;
    }

    @Override
    public long apply(AdapterLayer layer, float[] values) {
        if (!member.isPruned(layer, pruning)) {
            return 0;
        }
        return Pruner.cut(values, pruning.scope() == Pruning.Scope.LAYER
                ? Pruner.threshold(List.of(values), pruning.sparsity())
                : thresholds().getOrDefault(layer.name(), 0f));
    }

    private synchronized Map<String, Float> thresholds() {
        Map<String, Float> known = thresholds;
        if (known != null) {
            return known;
        }
        Map<String, Float> found = new HashMap<>();
        for (List<AdapterLayer> group : member.groups(member.body().layers(), pruning)) {
            List<float[]> values = new ArrayList<>();
            group.forEach(layer -> values.add(member.body().read(layer)));
            float threshold = Pruner.threshold(values, pruning.sparsity());
            group.forEach(layer -> found.put(layer.name(), threshold));
        }
        thresholds = found;
        return found;
    }
}
