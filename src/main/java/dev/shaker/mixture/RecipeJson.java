package dev.shaker.mixture;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.Recipe.RecipeMember;
import dev.shaker.mixture.spec.Fields;
import dev.shaker.mixture.spec.MergingJson;
import dev.shaker.mixture.spec.PruningJson;
import dev.shaker.mixture.spec.SpecJson;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;

/** {@code recipe.json} and the canonical text that a mixture's id is the digest of. */
final class RecipeJson {
    private RecipeJson() {
    }

    static MixtureId id(Recipe recipe) {
        ObjectNode identity = JsonText.object().put("algorithm", recipe.algorithm()).put("space", recipe.space().name())
                .put("baseModel", recipe.baseModel()).put("adapterMethod", recipe.adapterMethod());
        ArrayNode members = identity.putArray("members");
        for (RecipeMember member : recipe.members()) {
            ObjectNode json = write(member);
            json.remove("location");
            members.add(json);
        }
        identity.set("prune", PruningJson.identity(recipe.spec().pruning()));
        BigDecimal sum = recipe.members().stream().map(RecipeMember::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.signum() <= 0) {
            // Used as they are given, which they once were not: other bytes need another name.
            identity.put("weights", "as-given");
        }
        // The members carry the weights that were used.
        ObjectNode merge = MergingJson.write(recipe.spec().merging());
        merge.remove("weights");
        merge.put("heads", recipe.spec().heads().wire());
        recipe.spec().output().write(merge);
        identity.set("merge", merge);
        return new MixtureId(Sha256.hex(JsonText.compact(sorted(identity)).getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] write(Recipe recipe) {
        ObjectNode json = JsonText.object().put("id", recipe.id().hex()).put("algorithm", recipe.algorithm())
                .put("space", recipe.space().name()).put("generation", recipe.generation())
                .put("baseModel", recipe.baseModel()).put("adapterMethod", recipe.adapterMethod());
        ArrayNode members = json.putArray("members");
        recipe.members().forEach(member -> members.add(write(member)));
        json.setAll(SpecJson.write(recipe.spec()));
        json.set("scores", recipe.scores());
        recipe.results().ifPresent(results -> json.set("results", results));
        return JsonText.pretty(sorted(json));
    }

    static Recipe read(String source, byte[] bytes) {
        JsonNode json = JsonText.parse(ErrorCode.ARTEFACT_CORRUPT, source, bytes);
        Recipe recipe;
        try {
            List<RecipeMember> members = new ArrayList<>();
            for (JsonNode member : json.required("members")) {
                members.add(member(member));
            }
            recipe = new Recipe(json.required("algorithm").asText(), new SpaceName(json.required("space").asText()),
                    json.required("generation").asLong(), json.required("baseModel").asText(),
                    json.required("adapterMethod").asText(), members, SpecJson.read(json),
                    (ObjectNode) json.required("scores"),
                    json.get("results") instanceof ObjectNode results ? Optional.of(results) : Optional.empty());
        } catch (IllegalArgumentException | ClassCastException | ShakerException e) {
            throw new ShakerException(ErrorCode.ARTEFACT_CORRUPT,
                    "file '" + source + "' is no recipe: " + e.getMessage() + "; mix again", e).with("file", source);
        }
        String id = json.path("id").asText();
        if (!recipe.id().hex().equals(id)) {
            throw new ShakerException(ErrorCode.ARTEFACT_CORRUPT, "file '" + source + "' says id " + id
                    + ", its content has " + recipe.id() + "; it was changed by hand or is damaged")
                    .with("file", source);
        }
        return recipe;
    }

    private static ObjectNode write(RecipeMember member) {
        ObjectNode json = JsonText.object().put("domain", member.domain().name())
                .put("adapter", member.adapterId().hex())
                .put("location", member.location());
        ObjectNode files = json.putObject("files");
        member.files().forEach(files::put);
        Fields.put(json, "weight", member.weight());
        member.prunedLayers().ifPresent(layers -> {
            ArrayNode names = json.putArray("prunedLayers");
            layers.forEach(names::add);
        });
        return json;
    }

    private static RecipeMember member(JsonNode json) {
        SortedMap<String, String> files = new TreeMap<>();
        json.required("files").properties().forEach(file -> files.put(file.getKey(), file.getValue().asText()));
        Optional<SortedSet<String>> layers = Optional.empty();
        if (json.has("prunedLayers")) {
            SortedSet<String> names = new TreeSet<>();
            json.required("prunedLayers").forEach(name -> names.add(name.asText()));
            layers = Optional.of(names);
        }
        return new RecipeMember(new DomainName(json.required("domain").asText()),
                new AdapterId(json.required("adapter").asText()),
                json.required("location").asText(), files, new Fields("member", json).decimal("weight"), layers);
    }

    /** The same tree with the keys of every object in order. */
    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            SortedMap<String, JsonNode> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            ObjectNode object = JsonText.object();
            fields.forEach(object::set);
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = JsonText.array();
            node.forEach(element -> array.add(sorted(element)));
            return array;
        }
        return node;
    }
}
