package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.tensor.JsonText;

/** The {@code prune} object of a request. */
public final class PruningJson {
    private PruningJson() {
    }

    /**
     * @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} or {@code SPARSITY_OUT_OF_RANGE}, naming the
     *         field
     */
    public static Pruning read(JsonNode json) {
        Fields prune = new Fields("prune", json);
        return new Pruning(prune.decimal("sparsity", BigDecimal.ZERO),
                Pruning.Scope.parse(prune.text("scope", "layer")),
                prune.has("layers") ? OptionalInt.of(prune.integer("layers")) : OptionalInt.empty(),
                Pruning.Against.parse(prune.text("against", "selected")), score(prune),
                Pruning.Biases.parse(prune.text("biases", "prune")));
    }

    static ObjectNode write(Pruning pruning) {
        ObjectNode json = JsonText.object();
        Fields.put(json, "sparsity", pruning.sparsity());
        json.put("scope", pruning.scope().wire());
        pruning.layers().ifPresent(m -> json.put("layers", m));
        json.put("against", pruning.against().wire());
        writeScore(pruning, json);
        return json;
    }

    /**
     * What of a pruning decides an artefact's bytes beside the layers chosen, which members name. Magnitude and biases like other
     * weights are left out: so were recipes written before there was a choice, and their ids stay.
     */
    public static ObjectNode identity(Pruning pruning) {
        ObjectNode json = JsonText.object();
        Fields.put(json, "sparsity", pruning.sparsity());
        if (!pruning.keepsAll()) {
            json.put("scope", pruning.scope().wire());
            writeScore(pruning, json);
        }
        return json;
    }

    private static PruneScore score(Fields prune) {
        String score = prune.text("score", "magnitude");
        if (prune.has("seed") && !score.equals("random")) {
            throw MixtureErrors.invalid("prune.seed", "score '" + score
                    + "' draws nothing: leave prune.seed out, or use score 'random'");
        }
        if (prune.has("rounds") && !score.equals("synflow")) {
            throw MixtureErrors.invalid("prune.rounds", "score '" + score
                    + "' ranks once: leave prune.rounds out, or use score 'synflow'");
        }
        return switch (score) {
            case "magnitude" -> PruneScore.MAGNITUDE;
            case "random" -> new PruneScore.Random(prune.longInteger("seed", 0));
            case "synflow" -> new PruneScore.SynFlow(prune.has("rounds") ? prune.integer("rounds") : 1);
            case "consensus" -> new PruneScore.Consensus();
            default -> throw MixtureErrors.invalid("prune.score", "score '" + score
                    + "' is not known; choose one of magnitude, random, synflow, consensus");
        };
    }

    private static void writeScore(Pruning pruning, ObjectNode json) {
        switch (pruning.score()) {
            case PruneScore.Magnitude _ -> {
                // As before there were others.
            }
            case PruneScore.Random(long seed) -> json.put("score", pruning.score().wire()).put("seed", seed);
            case PruneScore.SynFlow(int rounds) -> json.put("score", pruning.score().wire()).put("rounds", rounds);
            case PruneScore.Consensus _ -> json.put("score", pruning.score().wire());
        }
        if (pruning.biases() == Pruning.Biases.KEEP) {
            json.put("biases", pruning.biases().wire());
        }
    }
}
