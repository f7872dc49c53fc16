package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.identity.DomainName;
import dev.shaker.tensor.JsonText;

/**
 * Requests as JSON, the same in events, REST and recipes:
 *
 * <pre>
 * select {strategy, size, targets [domain], members [domain], threshold}
 * prune  {sparsity, scope layer|block|global, layers m, against selected|all, score magnitude|random|synflow|consensus,
 *         seed: of random, rounds: of synflow, biases prune|keep}
 * merge  {method, weights {domain: number}, align none|flip|procrustes, heads own|mean,
 *         scope, density, lambda, seed, epsilon, gamma, inner: as the method has them; for LoRA rank, uniform}
 * </pre>
 *
 * Unknown fields are ignored; a missing object takes its defaults.
 */
public final class SpecJson {
    private SpecJson() {
    }

    /**
     * Reads a request.
     *
     * @param request an object with {@code select}, {@code prune} and {@code merge}
     * @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} or {@code SPARSITY_OUT_OF_RANGE}, naming the
     *         field
     */
    public static MixtureSpec read(JsonNode request) {
        Merging merging = MergingJson.read(request.path("merge"));
        Fields merge = new Fields("merge", request.path("merge"));
        return new MixtureSpec(selection(request.path("select")), PruningJson.read(request.path("prune")), merging,
                HeadMode.parse(merge.text("heads", "own")), Output.read(merge, merging));
    }

    /** What {@link #read} reads, without defaults left out. */
    public static ObjectNode write(MixtureSpec spec) {
        ObjectNode json = JsonText.object();
        json.set("select", write(spec.selection()));
        json.set("prune", PruningJson.write(spec.pruning()));
        ObjectNode merge = MergingJson.write(spec.merging()).put("heads", spec.heads().wire());
        spec.output().write(merge);
        json.set("merge", merge);
        return json;
    }

    public static Selection selection(JsonNode json) {
        Fields select = new Fields("select", json);
        String strategy = select.text("strategy", json.has("members") ? "explicit" : "");
        SortedSet<DomainName> targets = names(select, "targets");
        return switch (strategy) {
            case "paper", "paper-max", "greedy", "exact", "similarity" -> new Selection.Sized(
                    Choices.parse(Selection.Rule.class, "select.strategy", strategy), select.integer("size"), targets);
            case "threshold" -> new Selection.Threshold(select.decimal("threshold"), targets);
            case "explicit" -> explicit(select);
            default -> throw MixtureErrors.invalid("select.strategy", "strategy '" + strategy
                    + "' is not known; choose one of paper, paper-max, greedy, exact, threshold, similarity, explicit");
        };
    }

    static ObjectNode write(Selection selection) {
        ObjectNode json = JsonText.object().put("strategy", selection.strategy());
        switch (selection) {
            case Selection.Sized s -> json.put("size", s.size());
            case Selection.Threshold s -> Fields.put(json, "threshold", s.below());
            case Selection.Explicit s -> {
                ArrayNode members = json.putArray("members");
                s.members().forEach(member -> members.add(member.name()));
                return json;
            }
        }
        ArrayNode targets = json.putArray("targets");
        selection.targets().forEach(target -> targets.add(target.name()));
        return json;
    }

    static Weights weights(Fields merge) {
        SortedMap<DomainName, BigDecimal> weights = new TreeMap<>();
        Fields given = merge.object("weights");
        given.json().fieldNames()
                .forEachRemaining(domain -> weights.put(name("merge.weights", domain), given.decimal(domain)));
        return new Weights(weights);
    }

    static void write(ObjectNode merge, Weights weights) {
        ObjectNode json = merge.putObject("weights");
        weights.byDomain().forEach((domain, weight) -> Fields.put(json, domain.name(), weight));
    }

    /** {@code members} may also be a list in which a name stands twice by mistake: that is an error, not a weight of two. */
    private static Selection.Explicit explicit(Fields select) {
        SortedSet<DomainName> members = names(select, "members");
        if (select.has("size") && select.integer("size") != members.size()) {
            throw MixtureErrors.invalid("select.size", "size " + select.integer("size") + " for " + members.size()
                    + " members; leave the size out where members are named");
        }
        members.addAll(names(select, "targets"));
        return new Selection.Explicit(members);
    }

    private static SortedSet<DomainName> names(Fields fields, String field) {
        SortedSet<DomainName> names = new TreeSet<>();
        for (JsonNode name : fields.list(field)) {
            if (!name.isTextual()) {
                throw MixtureErrors.invalid(fields.path(field), fields.path(field) + " holds " + name
                        + "; it takes names of domains");
            }
            if (!names.add(name(fields.path(field), name.textValue()))) {
                throw MixtureErrors.invalid(fields.path(field),
                        fields.path(field) + " names '" + name.textValue() + "' twice; name each domain once");
            }
        }
        return names;
    }

    private static DomainName name(String field, String text) {
        try {
            return new DomainName(text);
        } catch (IllegalArgumentException e) {
            throw MixtureErrors.invalid(field, field + ": " + e.getMessage());
        }
    }
}
