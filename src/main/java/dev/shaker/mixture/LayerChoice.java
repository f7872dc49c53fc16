package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.select.Selected;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.Pruning;

/** Alg. 4, first half: which layers of each member are pruned. */
final class LayerChoice {
    private LayerChoice() {
    }

    /**
     * The m layers of highest mean FSD against the same layer of the others; ties go to the smaller layer name. A mixture of
     * one has no others, so all adapters of the space count then.
     *
     * @return names of layers as the matrix counts them; empty for all layers
     * @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} for more layers than there are
     */
    static Optional<SortedSet<String>> choose(MixtureOrder order, Selected selected, Selected.Choice member,
            Pruning pruning) {
        if (pruning.keepsAll() || pruning.layers().isEmpty()) {
            return Optional.empty();
        }
        int m = pruning.layers().getAsInt();
        boolean alone = selected.members().size() == 1;
        Map<String, List<Ratio>> byLayer = new HashMap<>();
        List<DomainName> others = others(order, selected, alone ? Pruning.Against.ALL : pruning.against());
        others.remove(member.domain());
        for (PairConflicts pair : order.layers().of(member.domain(), others).values()) {
            for (LayerConflicts layer : pair.layers()) {
                byLayer.computeIfAbsent(layer.layer(), k -> new ArrayList<>()).add(layer.fsd());
            }
        }
        if (m > byLayer.size()) {
            throw MixtureErrors.invalid("prune.layers", m + " layers to prune in the adapter of '"
                    + member.domain() + "', " + byLayer.size()
                    + " are counted against other adapters; give at most that many, or leave it out to prune all");
        }
        Map<String, Ratio> means = new HashMap<>();
        byLayer.forEach((layer, values) -> means.put(layer, Ratio.mean(values)));
        List<String> ranked = new ArrayList<>(means.keySet());
        ranked.sort(Comparator.comparing((String layer) -> means.getOrDefault(layer, Ratio.ZERO)).reversed()
                .thenComparing(Comparator.naturalOrder()));
        return Optional.of(new TreeSet<>(ranked.subList(0, m)));
    }

    private static List<DomainName> others(MixtureOrder order, Selected selected, Pruning.Against against) {
        return new ArrayList<>(against == Pruning.Against.ALL
                ? order.matrix().entries().stream().map(FsdMatrix.Entry::domain).toList()
                : selected.domains());
    }
}
