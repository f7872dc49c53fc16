package dev.shaker.pipeline.sweep;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;
import dev.shaker.event.SweepRequested;
import dev.shaker.identity.AdapterId;
import dev.shaker.mixture.spec.PruneScore;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.mixture.spec.PruningJson;
import dev.shaker.tensor.JsonText;

/** How the members of a sweep are pruned. */
final class SweepPruning {
    private SweepPruning() {
    }

    /** @throws ShakerException {@code MIXTURE_REQUEST_INVALID} naming the field */
    static Pruning of(SweepRequested.@Nullable Prune prune, BigDecimal sparsity) {
        JsonNode json = prune == null ? MissingNode.getInstance() : Json.mapper().valueToTree(prune);
        return PruningJson.read(json).at(sparsity);
    }

    /**
     * The least size of a subset where a request names none.
     *
     * @throws ShakerException {@code MIXTURE_REQUEST_INVALID}, {@code REQUEST_INVALID} for what can never be pruned
     */
    static int smallest(SweepRequested request) {
        Pruning pruning = of(request.prune(), BigDecimal.ZERO);
        boolean prunes = request.sparsities().stream().anyMatch(sparsity -> sparsity.signum() > 0);
        if (request.prune() != null && !prunes) {
            throw invalid("prune", "prune says how members are pruned, and sparsities do not say how much: give some"
                    + " above 0, or leave prune out");
        }
        boolean consensus = prunes && pruning.score() instanceof PruneScore.Consensus;
        SweepRequested.Sizes sizes = request.sizes();
        if (consensus && sizes != null && sizes.from() < 2) {
            throw invalid("sizes.from",
                    "score 'consensus' is the share of members that agree in sign, and one alone has"
                            + " nobody to agree with: begin with 2, or prune by 'magnitude'");
        }
        return consensus ? 2 : 1;
    }

    /** How a request prunes, for people. */
    static String label(SweepRequested request) {
        Pruning pruning = of(request.prune(), BigDecimal.ZERO);
        String label = switch (pruning.score()) {
            case PruneScore.Random(long seed) -> "random, seed " + seed;
            case PruneScore.SynFlow(int rounds) -> rounds == 1 ? "synflow" : "synflow, " + rounds + " rounds";
            case PruneScore score -> score.wire();
        };
        label += pruning.scope() == Pruning.Scope.LAYER ? "" : ", " + pruning.scope().wire();
        return pruning.biases() == Pruning.Biases.KEEP ? label + ", biases kept" : label;
    }

    private static ShakerException invalid(String field, String message) {
        return new ShakerException(ErrorCode.REQUEST_INVALID, message).with("field", field);
    }

    /**
     * Under which name a pruned member is kept by the evaluator: as it always was where magnitude prunes each layer.
     *
     * @param mixed ids of the subset's members, on which consensus depends
     */
    static String memberName(AdapterId adapterId, Pruning pruning, List<String> mixed) {
        if (pruning.keepsAll()) {
            return adapterId.hex();
        }
        if (pruning.equals(Pruning.of(pruning.sparsity()))) {
            return adapterId + "#" + pruning.sparsity().toPlainString();
        }
        String name = adapterId + "#" + JsonText.compact(PruningJson.identity(pruning));
        return pruning.score() instanceof PruneScore.Consensus ? name + "#" + String.join(",", mixed) : name;
    }
}
