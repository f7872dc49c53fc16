package dev.shaker.db;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.sweep.SweepStatus;
import dev.shaker.event.Failure;
import dev.shaker.pipeline.sweep.SweepLife;
import dev.shaker.pipeline.sweep.SweepProgress;

import static java.util.Objects.requireNonNull;

/** Between the rows of sweeps and their life cycle. */
final class SweepRows {
    private SweepRows() {
    }

    static SweepLife read(SweepEntity row) {
        SweepProgress progress = new SweepProgress(row.shards, row.shardsDone, row.shardsFailed, row.total, row.done,
                row.seconds, row.budgetSeconds, row.runningSince, row.doneThen, row.lastDone);
        Optional<Failure> failure = row.failure.failure();
        return switch (row.status) {
            case REQUESTED -> new SweepLife.Requested(row.budgetSeconds);
            case RUNNING -> new SweepLife.Running(progress, failure);
            case PAUSED -> new SweepLife.Paused(progress, failure);
            case CANCELLED -> new SweepLife.Cancelled(progress, requireNonNull(row.finishedAt));
            case COMPLETED -> new SweepLife.Completed(progress, requireNonNull(row.finishedAt));
            case FAILED -> new SweepLife.Failed(progress, failure.orElseThrow(), requireNonNull(row.finishedAt));
        };
    }

    static void write(SweepLife life, SweepEntity row) {
        SweepProgress progress = life.progress();
        row.shards = progress.shards();
        row.shardsDone = progress.shardsDone();
        row.shardsFailed = progress.shardsFailed();
        row.total = progress.total();
        row.done = progress.done();
        row.seconds = progress.seconds();
        row.budgetSeconds = progress.budgetSeconds();
        row.runningSince = progress.runningSince();
        row.doneThen = progress.doneThen();
        row.lastDone = progress.lastDone();
        switch (life) {
            case SweepLife.Requested _ -> put(row, SweepStatus.REQUESTED, Optional.empty(), null);
            case SweepLife.Running running -> put(row, SweepStatus.RUNNING, running.failure(), null);
            case SweepLife.Paused paused -> {
                put(row, SweepStatus.PAUSED, paused.failure(), null);
                if (paused.failure().isEmpty() && progress.isBudgetUsedUp()) {
                    row.failure.remark("its budget of " + progress.budgetSeconds()
                            + " s is used up; resumed, it goes on without one");
                }
            }
            case SweepLife.Cancelled cancelled -> put(row, SweepStatus.CANCELLED, Optional.empty(), cancelled.at());
            case SweepLife.Completed completed -> put(row, SweepStatus.COMPLETED, Optional.empty(), completed.at());
            case SweepLife.Failed failed ->
                put(row, SweepStatus.FAILED, Optional.of(failed.failure()), failed.at());
        }
    }

    private static void put(SweepEntity row, SweepStatus status, Optional<Failure> failure, @Nullable Instant ended) {
        row.status = status;
        row.finishedAt = ended;
        row.failure.clear();
        failure.ifPresent(row.failure::set);
    }
}
