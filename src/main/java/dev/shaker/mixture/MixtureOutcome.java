package dev.shaker.mixture;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.identity.MixtureId;
import dev.shaker.mixture.prune.Sparsity;

/**
 * A mixture that was written and read back.
 *
 * @param recipe with results
 * @param id the mixture's id
 * @param sparsity achieved by pruning, by member's domain
 * @param total the same over all members
 */
public record MixtureOutcome(Recipe recipe, MixtureId id, SortedMap<String, Sparsity> sparsity, Sparsity total) {
    public MixtureOutcome {
        sparsity = Collections.unmodifiableSortedMap(new TreeMap<>(sparsity));
    }
}
