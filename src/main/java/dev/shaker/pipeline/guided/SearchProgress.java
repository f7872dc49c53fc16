package dev.shaker.pipeline.guided;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.shaker.pipeline.Pace;

/**
 * How far a search is.
 *
 * @param round how often it has asked for measurements
 * @param open shards of the round that are not done
 * @param failed shards of the round that could not be measured
 * @param measured row evaluations so far
 * @param evaluations mixtures on some rows of a target so far
 * @param budget row evaluations that it may take on search rows, 0 until it is planned
 * @param seconds evaluators' time so far
 * @param runningSince when it was planned or resumed, null until it is planned
 * @param measuredThen row evaluations that were done then
 * @param lastDone when the last shard was done since then, null until one is
 */
public record SearchProgress(int round, int open, int failed, long measured, long evaluations, long budget,
        double seconds, @Nullable Instant runningSince, long measuredThen, @Nullable Instant lastDone) {
    static final SearchProgress NONE = new SearchProgress(0, 0, 0, 0, 0, 0, 0, null, 0, null);

    static SearchProgress planned(long budget, Instant at) {
        return new SearchProgress(0, 0, 0, 0, 0, budget, 0, at, 0, null);
    }

    public boolean isPlanned() {
        return budget > 0;
    }

    /** Whether everything that was asked for has been measured. */
    public boolean isMeasured() {
        return open == 0 && failed == 0;
    }

    SearchProgress asked(int shards) {
        return new SearchProgress(round + 1, shards, 0, measured, evaluations, budget, seconds, runningSince,
                measuredThen, lastDone);
    }

    SearchProgress done(SearchLedger.Done shard, boolean hadFailed, Instant at) {
        return new SearchProgress(round, hadFailed ? open : open - 1, hadFailed ? failed - 1 : failed,
                measured + shard.rows(), evaluations + shard.measurements().size(), budget, seconds + shard.seconds(),
                runningSince, measuredThen, at);
    }

    SearchProgress shardFailed() {
        return new SearchProgress(round, open - 1, failed + 1, measured, evaluations, budget, seconds, runningSince,
                measuredThen, lastDone);
    }

    /** What failed is to be done again, and the rate is counted anew. */
    SearchProgress resumed(Instant at) {
        return new SearchProgress(round, open + failed, 0, measured, evaluations, budget, seconds, at, measured, null);
    }

    /** Row evaluations a second since it was planned or resumed, null where nothing was done since. */
    public @Nullable Double perSecond() {
        return pace().perSecond();
    }

    /** When the budget is spent at this pace; null where it is, or where there is no pace yet. */
    public @Nullable Instant end() {
        long left = budget - measured;
        return left > 0 ? pace().end(left) : null;
    }

    private Pace pace() {
        return new Pace(runningSince, lastDone, measured - measuredThen);
    }
}
