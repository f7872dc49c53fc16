package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.FileSink;
import dev.shaker.adapter.Tensors;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.Recipe.RecipeMember;
import dev.shaker.mixture.merge.BodyPart;
import dev.shaker.mixture.merge.LoraOutput;
import dev.shaker.mixture.merge.MergedBody;
import dev.shaker.mixture.merge.Merger;
import dev.shaker.mixture.merge.PlainMean;
import dev.shaker.mixture.merge.PrefetchedTensors;
import dev.shaker.mixture.prune.PrunedTensors;
import dev.shaker.mixture.prune.Sparsity;
import dev.shaker.mixture.prune.Unpruned;
import dev.shaker.mixture.spec.HeadMode;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorType;

/**
 * The one entrance of this package. {@link #plan} chooses and is free of any tensor; {@link #mix} reads the members tensor by
 * tensor, prunes, merges, writes the artefact and verifies it. Memory is a few tensors, whatever the number of members.
 */
public final class Mixer {
    private final int threads;

    /** @param threads how many tensors may be computed at a time; the result's bits do not depend on it */
    public Mixer(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + ": at least 1");
        }
        this.threads = threads;
    }

    /**
     * The dry run: members, scores, layers to prune, and the id that the mixture will have.
     *
     * @throws ShakerException {@code DOMAIN_UNKNOWN}, {@code MIXTURE_TOO_LARGE}, {@code MIXTURE_REQUEST_INVALID},
     *         {@code ADAPTER_NOT_COMPARABLE}
     */
    public static MixturePlan plan(MixtureOrder order) {
        return Planner.plan(order);
    }

    /**
     * Makes the mixture of a recipe, a plan's or an old one's: equal recipes make equal bytes.
     *
     * @param open opens a member's adapter; called once each
     * @param sink where the artefact goes; files appear as they are done, {@code recipe.json} last
     * @param written the sink's place opened for reading, listing what lies there at the moment of the call
     * @throws ShakerException {@code MERGE_METHOD_UNSUITABLE}, {@code HEAD_MISSING}, {@code ARTEFACT_CORRUPT}, and what
     *         opening and reading the members throws
     */
    public MixtureOutcome mix(Recipe recipe, Function<RecipeMember, Adapter> open, FileSink sink,
            Supplier<FileSet> written) {
        return mix(recipe, open, sink, written, domain -> Optional.empty());
    }

    /**
     * As {@link #mix(Recipe, Function, FileSink, Supplier)}, with what is known of the members alone for the model card.
     *
     * @param alone by domain
     */
    public MixtureOutcome mix(Recipe recipe, Function<RecipeMember, Adapter> open, FileSink sink,
            Supplier<FileSet> written, Function<DomainName, Optional<Measured>> alone) {
        if (!recipe.algorithm().equals(Recipe.ALGORITHM) && !recipe.algorithm().equals(Recipe.FLOAT32)) {
            throw new ShakerException(ErrorCode.MIXTURE_REQUEST_INVALID, "recipe " + recipe.id() + " was made by "
                    + recipe.algorithm() + ", this is " + Recipe.ALGORITHM + "; rebuild it with that version");
        }
        List<Adapter> adapters = opened(recipe, open);
        List<PrunedTensors> bodies = pruned(recipe, adapters);
        List<MixtureWriter.Owner> owners = new ArrayList<>();
        Map<String, PrunedTensors> pruned = new LinkedHashMap<>();
        for (int i = 0; i < adapters.size(); i++) {
            DomainName domain = recipe.members().get(i).domain();
            owners.add(new MixtureWriter.Owner(domain, adapters.get(i)));
            pruned.put(domain.name(), bodies.get(i));
        }
        List<BodyPart> parts = parts(recipe, adapters, bodies);
        parts.forEach(part -> PlainMean.require(part.config().method(), recipe.spec().pruning()));
        MergedBody body = merged(recipe, parts);
        Tensors tensors = rounded(recipe, body.tensors(), adapters);
        List<MixtureWriter.Owner> stored = Layouts.unified(owners, body.config());
        MixtureWriter writer = new MixtureWriter(sink, written);
        try (PrefetchedTensors ahead = new PrefetchedTensors(tensors, threads)) {
            writer.write(new MergedBody(body.config(), ahead), recipe.spec().heads() == HeadMode.MEAN
                    ? Heads.averaged(stored, recipe.members())
                    : stored);
        }
        SortedMap<String, Sparsity> sparsity = new TreeMap<>();
        Sparsity total = Sparsity.NONE;
        for (var entry : pruned.entrySet()) {
            Sparsity member = entry.getValue().total();
            sparsity.put(entry.getKey(), member);
            total = total.plus(member);
        }
        Recipe complete = recipe.withResults(results(recipe, pruned, total, body.report().get()));
        writer.writeCard(new ModelCard(complete, stored, alone));
        writer.writeRecipe(complete);
        return new MixtureOutcome(complete, complete.id(), sparsity, total);
    }

    /**
     * The merged body alone, computed while it is read and written nowhere: for sweeps and evaluation in memory.
     *
     * @param open opens a member's adapter; called once each
     */
    public static Tensors body(Recipe recipe, Function<RecipeMember, Adapter> open) {
        List<Adapter> adapters = opened(recipe, open);
        return rounded(recipe, merged(recipe, parts(recipe, adapters, pruned(recipe, adapters))).tensors(), adapters);
    }

    private static List<Adapter> opened(Recipe recipe, Function<RecipeMember, Adapter> open) {
        List<Adapter> adapters = new ArrayList<>();
        recipe.members().forEach(member -> adapters.add(open.apply(member)));
        return adapters;
    }

    private static List<PrunedTensors> pruned(Recipe recipe, List<Adapter> adapters) {
        List<Unpruned> members = new ArrayList<>();
        for (int i = 0; i < adapters.size(); i++) {
            RecipeMember member = recipe.members().get(i);
            members.add(new Unpruned(member.domain(), member.adapterId().hex(), adapters.get(i).config(),
                    adapters.get(i).body(), member.prunedLayers()));
        }
        return PrunedTensors.of(recipe.spec().pruning(), members);
    }

    private static List<BodyPart> parts(Recipe recipe, List<Adapter> adapters, List<PrunedTensors> bodies) {
        List<BodyPart> parts = new ArrayList<>();
        for (int i = 0; i < adapters.size(); i++) {
            RecipeMember member = recipe.members().get(i);
            parts.add(new BodyPart(member.domain(), member.adapterId().hex(), adapters.get(i).config(), bodies.get(i),
                    member.weight()));
        }
        return parts;
    }

    private static MergedBody merged(Recipe recipe, List<BodyPart> parts) {
        return LoraOutput.of(recipe.spec().output(), Merger.merge(recipe.spec().merging(), parts));
    }

    /** Recipes of the first version were written in float32 whatever their members were. */
    private static Tensors rounded(Recipe recipe, Tensors merged, List<Adapter> members) {
        TensorType type = recipe.algorithm().equals(Recipe.FLOAT32)
                ? TensorType.F32
                : RoundedTensors.common(members);
        return type == TensorType.F32 ? merged : new RoundedTensors(merged, type);
    }

    private static ObjectNode results(Recipe recipe, Map<String, PrunedTensors> pruned, Sparsity total,
            ObjectNode merge) {
        ObjectNode results = JsonText.object();
        if (!merge.isEmpty()) {
            results.set("merge", merge);
        }
        put(results.putObject("sparsity"), total);
        ArrayNode members = results.putArray("members");
        pruned.forEach((domain, tensors) -> {
            ObjectNode member = members.addObject().put("domain", domain);
            put(member, tensors.total());
            if (!recipe.spec().pruning().keepsAll()) {
                ObjectNode layers = member.putObject("layers");
                tensors.achieved().forEach((layer, sparsity) -> put(layers.putObject(layer), sparsity));
            }
        });
        return results;
    }

    private static void put(ObjectNode json, Sparsity sparsity) {
        json.put("dropped", sparsity.dropped()).put("elements", sparsity.elements())
                .put("sparsity", sparsity.achieved());
    }
}
