package dev.shaker.web.api;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.Wire;
import dev.shaker.evaluation.sweep.Subsets;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.Json;
import dev.shaker.web.lists.CsvTable;

/**
 * A sweep over HTTP.
 *
 * @param request as it was asked for
 * @param members the adapters it was planned with
 * @param leftOut domains that were wanted and whose adapters cannot be used, and why
 * @param shardsFailed that could not be evaluated; resumed, the sweep tries them again
 * @param targets domains that are evaluated
 * @param done (subset, domain) pairs evaluated, of {@code total}
 * @param perSecond pairs a second since it began or was resumed
 * @param note why it paused by itself
 */
public record SweepJson(String sweepId, String space, String status, JsonNode request,
        List<MixtureJson.MemberJson> members,
        List<LeftOutJson> leftOut, List<String> targets, long generation, long done, long total, int shardsDone,
        int shardsFailed, int shards, double seconds,
        @Nullable Double perSecond, @Nullable Instant estimatedEnd, @Nullable String note, @Nullable ErrorJson error,
        Instant requestedAt, @Nullable Instant finishedAt) {
    static final CsvTable<SweepJson> CSV = CsvTable.begin("requested_at", SweepJson::requestedAt)
            .with("sweep_id", SweepJson::sweepId).with("status", SweepJson::status).with("done", SweepJson::done)
            .with("total", SweepJson::total).with("shards_done", SweepJson::shardsDone)
            .with("shards_failed", SweepJson::shardsFailed).with("shards", SweepJson::shards)
            .with("seconds", SweepJson::seconds).with("per_second", SweepJson::perSecond)
            .with("targets", SweepJson::targets).with("error", sweep -> ErrorJson.codeOf(sweep.error()))
            .with("finished_at", SweepJson::finishedAt);

    /** @param code of the error, by which its reasons are told apart */
    public record LeftOutJson(String domain, String code, String message) {}

    static SweepJson of(SweepView view) {
        List<String> targets = Subsets.of(view.members(), view.targets()).stream()
                .map(member -> member.domain().name()).toList();
        return new SweepJson(view.id(), view.space().name(), Wire.name(view.status()),
                Json.tree(view.request()),
                view.members().stream()
                        .map(member -> new MixtureJson.MemberJson(member.domain().name(), member.adapterId().hex()))
                        .toList(),
                view.leftOut().stream()
                        .map(out -> new LeftOutJson(out.domain().name(), out.code(), out.message())).toList(),
                targets,
                view.generation(), view.done(), view.total(), view.shardsDone(), view.shardsFailed(), view.shards(),
                view.seconds(),
                view.perSecond(), view.estimatedEnd(), view.errorCode() == null ? view.errorMessage() : null,
                ErrorJson.of(view.errorCode(), view.errorMessage(), view.errorDetails()), view.requestedAt(),
                view.finishedAt());
    }
}
