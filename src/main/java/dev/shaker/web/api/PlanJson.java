package dev.shaker.web.api;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.mixture.Recipe;
import dev.shaker.mixture.spec.SpecJson;
import dev.shaker.pipeline.mixture.MixturePlanning.DryRun;

/**
 * What a request would make.
 *
 * @param id the id that the mixture will have
 * @param stored whether it was made before
 * @param basis of the FSD that decided
 * @param members sorted by adapter id
 * @param scores averages and counts that decided
 * @param request the request with all its defaults
 */
public record PlanJson(String id, boolean stored, String space, long generation, String basis,
        List<PlannedJson> members, ObjectNode scores, ObjectNode request) {
    /** @param prunedLayers the layers of highest FSD that will be pruned, missing for all */
    public record PlannedJson(String domain, String adapterId, String location, BigDecimal weight,
            @Nullable Set<String> prunedLayers) {}

    static PlanJson of(DryRun run) {
        Recipe recipe = run.plan().recipe();
        return new PlanJson(run.plan().id().hex(), run.stored(), recipe.space().name(), recipe.generation(),
                run.basis().wire(),
                recipe.members().stream()
                        .map(member -> new PlannedJson(member.domain().name(), member.adapterId().hex(),
                                member.location(),
                                member.weight(), member.prunedLayers().orElse(null)))
                        .toList(),
                recipe.scores(), SpecJson.write(recipe.spec()));
    }
}
