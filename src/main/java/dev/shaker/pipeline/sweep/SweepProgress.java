package dev.shaker.pipeline.sweep;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How far a sweep is.
 *
 * @param shards 0 until it is planned
 * @param total evaluations of all shards
 * @param done evaluations so far
 * @param seconds evaluators' time so far
 * @param budgetSeconds of evaluators' time, null where there is none
 * @param runningSince when it was planned or resumed, null until it is planned
 * @param doneThen evaluations that were done then
 * @param lastDone when the last shard was done since then, null until one is
 */
public record SweepProgress(int shards, int shardsDone, int shardsFailed, long total, long done, double seconds,
        @Nullable Long budgetSeconds, @Nullable Instant runningSince, long doneThen, @Nullable Instant lastDone) {
    static SweepProgress none(@Nullable Long budgetSeconds) {
        return new SweepProgress(0, 0, 0, 0, 0, 0, budgetSeconds, null, 0, null);
    }

    static SweepProgress planned(int shards, long total, @Nullable Long budgetSeconds, Instant at) {
        return new SweepProgress(shards, 0, 0, total, 0, 0, budgetSeconds, at, 0, null);
    }

    public boolean isPlanned() {
        return shards > 0;
    }

    /** Whether no shard is left that may still end. */
    boolean isOver() {
        return shardsDone + shardsFailed == shards;
    }

    /** Whether the evaluators have worked as long as they may. */
    public boolean isBudgetUsedUp() {
        return budgetSeconds != null && seconds >= budgetSeconds;
    }

    SweepProgress done(int evaluations, double took, boolean hadFailed, Instant at) {
        return new SweepProgress(shards, shardsDone + 1, hadFailed ? shardsFailed - 1 : shardsFailed, total,
                done + evaluations, seconds + took, budgetSeconds, runningSince, doneThen, at);
    }

    SweepProgress failed() {
        return new SweepProgress(shards, shardsDone, shardsFailed + 1, total, done, seconds, budgetSeconds,
                runningSince, doneThen, lastDone);
    }

    /** What failed is to be done again. */
    SweepProgress retried() {
        return new SweepProgress(shards, shardsDone, 0, total, done, seconds, budgetSeconds, runningSince, doneThen,
                lastDone);
    }

    /** The rate is counted anew, and a budget holds no longer. */
    SweepProgress resumed(Instant at) {
        return new SweepProgress(shards, shardsDone, shardsFailed, total, done, seconds, null, at, done, null);
    }
}
