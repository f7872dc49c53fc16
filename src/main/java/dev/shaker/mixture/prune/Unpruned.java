package dev.shaker.mixture.prune;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.spec.Pruning;

/**
 * A member before it is pruned.
 *
 * @param domain for errors
 * @param adapterId draws depend on it
 * @param chosen the layers that Alg. 4 chose in this member, tensors or (in the update basis) modules; empty for all
 */
public record Unpruned(DomainName domain, String adapterId, AdapterConfig config, Tensors body,
        Optional<? extends Set<String>> chosen) {

    /** Whether weights of a layer are dropped. */
    boolean isPruned(AdapterLayer layer, Pruning pruning) {
        boolean kept = pruning.keepsAll()
                || pruning.biases() == Pruning.Biases.KEEP && ModulePart.isBias(layer.name());
        return !kept && (chosen.isEmpty() || chosen.get().contains(layer.name())
                || chosen.get().contains(Blocks.of(layer.name())));
    }

    /** The pruned among some layers, those together that one threshold ranks. */
    Collection<List<AdapterLayer>> groups(List<AdapterLayer> layers, Pruning pruning) {
        Map<String, List<AdapterLayer>> groups = new TreeMap<>();
        for (AdapterLayer layer : layers) {
            if (isPruned(layer, pruning)) {
                String key = switch (pruning.scope()) {
                    case LAYER -> layer.name();
                    case BLOCK -> Blocks.of(layer.name());
                    case GLOBAL -> "";
                };
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(layer);
            }
        }
        return groups.values();
    }
}
