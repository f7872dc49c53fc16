package dev.shaker.mixture;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.error.ShakerException;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.spec.MixtureSpec;

/**
 * How a mixture was made, complete enough to make the same bytes again.
 *
 * @param algorithm {@link #ALGORITHM} of the Shaker that made it
 * @param members sorted by adapter id
 * @param spec what was asked for
 * @param scores counts and averages that decided the selection
 * @param results achieved sparsity and other outcomes; empty before the mixture is made
 */
public record Recipe(String algorithm, SpaceName space, long generation, String baseModel, String adapterMethod,
        List<RecipeMember> members, MixtureSpec spec, ObjectNode scores, Optional<ObjectNode> results) {
    /** Raised whenever equal recipes would make other bytes. */
    public static final String ALGORITHM = "shaker-mixture/2";
    /** The version before: the same numbers, written as float32 even where all members are of a narrower type. */
    static final String FLOAT32 = "shaker-mixture/1";

    /**
     * One member.
     *
     * @param weight its own, 1 where none was given
     * @param files SHA-256 by file name
     * @param prunedLayers the layers that Alg. 4 chose; empty for all
     */
    public record RecipeMember(DomainName domain, AdapterId adapterId, String location, SortedMap<String, String> files,
            BigDecimal weight, Optional<SortedSet<String>> prunedLayers) {
        public RecipeMember {
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
            prunedLayers = prunedLayers.map(layers -> Collections.unmodifiableSortedSet(new TreeSet<>(layers)));
        }
    }

    public Recipe {
        members = List.copyOf(members);
    }

    /**
     * SHA-256 over the canonical JSON (sorted keys, no white space) of what decides the artefact's bytes: algorithm, space,
     * base model, members with their files and weights, pruning with the layers chosen, merging. Locations, generation and the
     * way the members were found are left out, so two requests that mean the same mixture share one.
     */
    public MixtureId id() {
        return RecipeJson.id(this);
    }

    /** {@code recipe.json}: equal recipes make equal bytes. */
    public byte[] toJson() {
        return RecipeJson.write(this);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @param source what to call the file in an error
     * @throws ShakerException {@code ARTEFACT_CORRUPT} where it is no recipe, or its id does not match its content
     */
    public static Recipe parse(String source, byte[] json) {
        return RecipeJson.read(source, json);
    }

    Recipe withResults(ObjectNode outcome) {
        return new Recipe(algorithm, space, generation, baseModel, adapterMethod, members, spec, scores,
                Optional.of(outcome));
    }
}
