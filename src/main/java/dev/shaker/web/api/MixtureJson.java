package dev.shaker.web.api;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.Wire;
import dev.shaker.event.Json;
import dev.shaker.identity.EvaluationId;
import dev.shaker.mixture.MixtureView;
import dev.shaker.web.lists.CsvTable;

/**
 * A mixture request and what became of it.
 *
 * @param status {@code "requested"}, {@code "ready"} or {@code "failed"}
 * @param request as it was made
 * @param id mixture id, missing until ready
 * @param meanFsd mean pairwise FSD of the members, missing for one member
 * @param sparsity achieved over all members
 * @param stale whether a member has been superseded since
 * @param evaluationIds of the evaluations that the request asked for, and that answer it
 * @param evaluations only where one mixture is asked for
 */
public record MixtureJson(String requestId, String space, String status, JsonNode request, @Nullable String id,
        long generation, List<MemberJson> members, @Nullable Double meanFsd, double sparsity, @Nullable String recipe,
        boolean stale, @Nullable ErrorJson error, Instant requestedAt, @Nullable Instant finishedAt,
        List<String> evaluationIds, @Nullable List<EvaluationJson> evaluations) {
    static final CsvTable<MixtureJson> CSV = CsvTable.begin("requested_at", MixtureJson::requestedAt)
            .with("request_id", MixtureJson::requestId).with("status", MixtureJson::status)
            .with("id", MixtureJson::id)
            .with("members", mixture -> mixture.members().stream().map(MemberJson::domain).toList())
            .with("generation", MixtureJson::generation).with("mean_fsd", MixtureJson::meanFsd)
            .with("sparsity", MixtureJson::sparsity).with("stale", MixtureJson::stale)
            .with("recipe", MixtureJson::recipe).with("error", mixture -> ErrorJson.codeOf(mixture.error()))
            .with("finished_at", MixtureJson::finishedAt);

    /** A member of a mixture. */
    public record MemberJson(String domain, String adapterId) {}

    static MixtureJson of(MixtureView view) {
        return of(view, null);
    }

    static MixtureJson of(MixtureView view, @Nullable List<EvaluationJson> evaluations) {
        List<MemberJson> members = view.members().stream()
                .map(member -> new MemberJson(member.domain().name(), member.adapterId().hex())).toList();
        return new MixtureJson(view.requestId(), view.space().name(), Wire.name(view.status()),
                Json.tree(view.requestJson()), Wire.text(view.id()), view.generation(), members,
                view.meanFsd(), view.sparsity(), view.recipe(), view.stale(),
                ErrorJson.of(view.errorCode(), view.errorMessage(), view.errorDetails()), view.requestedAt(),
                view.finishedAt(), view.evaluations().stream().map(EvaluationId::hex).toList(), evaluations);
    }
}
