package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;

/** Alg. 4, first half: which layers of each member are pruned. */
final class LayerChoice {
    private LayerChoice() {
    }

    /**
     * The m layers of highest mean FSD against the same layer of the others; ties go to the smaller layer name. A member
     * without others has a mean of 0 everywhere.
     *
     * @param names all tensors of the members
     * @return names of tensors to prune
     */
    static SortedSet<String> choose(FsdMatrix matrix, Selected selected, int member, Pruning pruning,
            Collection<String> names) {
        if (pruning.layers().isEmpty()) {
            return new TreeSet<>(names);
        }
        int m = pruning.layers().getAsInt();
        Map<String, List<Ratio>> byLayer = new HashMap<>();
        for (int other : others(matrix, selected, member, pruning.against())) {
            matrix.pair(member, other).map(PairConflicts::layers).orElse(List.of()).forEach(layer -> byLayer
                    .computeIfAbsent(layer.layer(), k -> new ArrayList<>()).add(layer.fsd()));
        }
        if (byLayer.isEmpty()) {
            names.forEach(name -> byLayer.put(name, List.of(Ratio.ZERO)));
        }
        if (m > byLayer.size()) {
            throw MixtureErrors.invalid("prune.layers", m + " layers to prune, the adapters have " + byLayer.size()
                    + "; give at most that many, or leave it out to prune all");
        }
        Map<String, Ratio> means = new HashMap<>();
        byLayer.forEach((layer, values) -> means.put(layer, Ratio.mean(values)));
        List<String> ranked = new ArrayList<>(means.keySet());
        ranked.sort(Comparator.comparing((String layer) -> means.getOrDefault(layer, Ratio.ZERO)).reversed()
                .thenComparing(Comparator.naturalOrder()));
        return tensors(Set.copyOf(ranked.subList(0, m)), names);
    }

    private static List<Integer> others(FsdMatrix matrix, Selected selected, int member, Pruning.Against against) {
        List<Integer> others = new ArrayList<>();
        if (against == Pruning.Against.ALL) {
            for (int i = 0; i < matrix.size(); i++) {
                others.add(i);
            }
        } else {
            selected.members().forEach(choice -> others.add(choice.index()));
        }
        others.remove((Integer) member);
        return others;
    }

    /** In the update basis a layer of the matrix is a module, and both its tensors are meant. */
    private static SortedSet<String> tensors(Set<String> layers, Collection<String> names) {
        SortedSet<String> tensors = new TreeSet<>();
        for (String name : names) {
            if (layers.contains(name) || layers.contains(Blocks.of(name))) {
                tensors.add(name);
            }
        }
        return tensors;
    }
}
