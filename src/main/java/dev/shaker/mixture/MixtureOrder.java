package dev.shaker.mixture;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.select.Embeddings;
import dev.shaker.mixture.spec.MixtureSpec;

/**
 * Everything a plan is made from.
 *
 * @param space name of the space
 * @param generation the space's generation that the matrix shows
 * @param baseModel SHA-256 of the base model's weights
 * @param adapterMethod {@code pfeiffer}, {@code houlsby} or {@code lora}
 * @param matrix FSD of all current adapters
 * @param layers counts of layers, asked for where Alg. 4 is
 * @param adapters every adapter of the matrix, in any order
 * @param embeddings texts of the domains, {@link Embeddings#NONE} where strategy similarity is not used
 * @param distances of another measure than FSD that decides, entries as in the matrix; empty where FSD or texts do
 */
public record MixtureOrder(SpaceName space, long generation, String baseModel, String adapterMethod, FsdView matrix,
        Layers layers, List<Member> adapters, MixtureSpec spec, Embeddings embeddings, Optional<FsdView> distances) {
    /** Where FSD or texts decide. */
    public MixtureOrder(SpaceName space, long generation, String baseModel, String adapterMethod, FsdView matrix,
            Layers layers, List<Member> adapters, MixtureSpec spec, Embeddings embeddings) {
        this(space, generation, baseModel, adapterMethod, matrix, layers, adapters, spec, embeddings,
                Optional.empty());
    }

    /** Counts by layer of one adapter of the space against others. */
    @FunctionalInterface
    public interface Layers {
        /**
         * @param others domains
         * @return by domain; one that is left out is not comparable
         */
        Map<DomainName, PairConflicts> of(DomainName domain, Collection<DomainName> others);

        /** From a matrix whose pairs have the counts of their layers. */
        static Layers in(FsdMatrix layered) {
            return (domain, others) -> {
                int mine = layered.indexOf(domain).orElseThrow();
                Map<DomainName, PairConflicts> row = new TreeMap<>();
                others.forEach(other -> layered.pair(mine, layered.indexOf(other).orElseThrow())
                        .ifPresent(pair -> row.put(other, pair)));
                return row;
            };
        }
    }

    public MixtureOrder {
        adapters = List.copyOf(adapters);
    }
}
