package dev.shaker.db.guided;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.type.TypeReference;
import org.jspecify.annotations.Nullable;

import dev.shaker.event.Failure;
import dev.shaker.event.GuidedReady;
import dev.shaker.event.Json;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.guided.SearchLife;
import dev.shaker.pipeline.guided.SearchProgress;
import dev.shaker.pipeline.guided.SearchStatus;
import dev.shaker.pipeline.guided.SearchView;

import static java.util.Objects.requireNonNull;

/** Between the rows of searches, their life cycle and what is told of them. */
final class SearchRows {
    private SearchRows() {
    }

    static SearchLife read(SearchEntity row) {
        SearchProgress progress = progress(row);
        Optional<Failure> failure = Optional.ofNullable(failure(row));
        return switch (row.status) {
            case REQUESTED -> new SearchLife.Requested();
            case RUNNING -> new SearchLife.Running(progress, failure);
            case PAUSED -> new SearchLife.Paused(progress, failure);
            case CANCELLED -> new SearchLife.Cancelled(progress, requireNonNull(row.finishedAt));
            case COMPLETED -> new SearchLife.Completed(progress, requireNonNull(row.finishedAt));
            case FAILED -> new SearchLife.Failed(progress, failure.orElseThrow(), requireNonNull(row.finishedAt));
        };
    }

    private static SearchProgress progress(SearchEntity row) {
        return new SearchProgress(row.round, row.open, row.failed, row.measured, row.evaluations, row.budget,
                row.seconds, row.runningSince, row.measuredThen, row.lastDone);
    }

    static void write(SearchLife life, SearchEntity row) {
        SearchProgress progress = life.progress();
        row.round = progress.round();
        row.open = progress.open();
        row.failed = progress.failed();
        row.measured = progress.measured();
        row.evaluations = progress.evaluations();
        row.budget = progress.budget();
        row.seconds = progress.seconds();
        row.runningSince = progress.runningSince();
        row.measuredThen = progress.measuredThen();
        row.lastDone = progress.lastDone();
        switch (life) {
            case SearchLife.Requested _ -> put(row, SearchStatus.REQUESTED, Optional.empty(), null);
            case SearchLife.Running running -> put(row, SearchStatus.RUNNING, running.failure(), null);
            case SearchLife.Paused paused -> put(row, SearchStatus.PAUSED, paused.failure(), null);
            case SearchLife.Cancelled cancelled ->
                put(row, SearchStatus.CANCELLED, Optional.empty(), cancelled.at());
            case SearchLife.Completed completed ->
                put(row, SearchStatus.COMPLETED, Optional.empty(), completed.at());
            case SearchLife.Failed failed ->
                put(row, SearchStatus.FAILED, Optional.of(failed.failure()), failed.at());
        }
    }

    private static void put(SearchEntity row, SearchStatus status, Optional<Failure> failure, @Nullable Instant ended) {
        row.status = status;
        row.finishedAt = ended;
        row.failure = failure.map(Json::text).orElse(null);
    }

    static SearchView toView(SearchEntity row) {
        SearchProgress progress = progress(row);
        Instant end = row.status == SearchStatus.RUNNING ? progress.end() : null;
        String result = row.result;
        return new SearchView(row.id, new SpaceName(row.space), row.status, row.request, List.of(row.candidates),
                progress, Json.stored(row.best, new TypeReference<>() {
                }), end, result == null ? null : Json.stored(result, GuidedReady.class), failure(row), row.requestedAt,
                row.finishedAt);
    }

    private static @Nullable Failure failure(SearchEntity row) {
        String failure = row.failure;
        return failure == null ? null : Json.stored(failure, Failure.class);
    }
}
