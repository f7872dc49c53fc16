package dev.shaker.web.guided;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.Wire;
import dev.shaker.event.Failure;
import dev.shaker.event.GuidedProgressed;
import dev.shaker.event.GuidedReady;
import dev.shaker.event.Json;
import dev.shaker.pipeline.guided.SearchView;
import dev.shaker.web.lists.CsvTable;

/**
 * A search over HTTP.
 *
 * @param request as it was asked for
 * @param candidates domains that it was planned with
 * @param round how often it has asked for measurements
 * @param shardsOpen of the round, not yet measured
 * @param shardsFailed of the round; resumed, the search tries them again
 * @param measuredRows row evaluations so far, those for confirmation included
 * @param budgetRows row evaluations that it may take on search rows, 0 until it is planned
 * @param seconds evaluators' time
 * @param perSecond row evaluations a second since it began or was resumed
 * @param best the best subset of each size that was measured before this round
 * @param result once it is completed
 */
public record SearchJson(String guidedId, String space, String status, JsonNode request, List<String> candidates,
        int round, int shardsOpen, int shardsFailed, long evaluations, long measuredRows, long budgetRows,
        double seconds, @Nullable Double perSecond, @Nullable Instant estimatedEnd,
        List<GuidedProgressed.Leader> best, @Nullable GuidedReady result, @Nullable Failure error,
        Instant requestedAt, @Nullable Instant finishedAt) {
    static final CsvTable<SearchJson> CSV = CsvTable.begin("requested_at", SearchJson::requestedAt)
            .with("guided_id", SearchJson::guidedId).with("status", SearchJson::status)
            .with("objective", search -> search.request().path("objective").asText())
            .with("round", SearchJson::round).with("measured_rows", SearchJson::measuredRows)
            .with("budget_rows", SearchJson::budgetRows).with("evaluations", SearchJson::evaluations)
            .with("seconds", SearchJson::seconds).with("error", SearchJson::code)
            .with("finished_at", SearchJson::finishedAt);

    private @Nullable String code() {
        return error == null ? null : error.code();
    }

    static SearchJson of(SearchView view) {
        var progress = view.progress();
        return new SearchJson(view.id(), view.space().name(), Wire.name(view.status()), Json.tree(view.request()),
                view.candidates(), progress.round(), progress.open(), progress.failed(), progress.evaluations(),
                progress.measured(), progress.budget(), progress.seconds(), progress.perSecond(), view.estimatedEnd(),
                view.best(), view.result(), view.failure(), view.requestedAt(), view.finishedAt());
    }
}
