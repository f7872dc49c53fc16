package dev.shaker.pipeline;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.event.SweepRequested;
import dev.shaker.fsd.FsdMatrix;

/** Port to what sweeps change. All changes must happen inside a transaction. */
public interface SweepLedger {
    /**
     * Remembers a request; the same one that is there already stays as it is.
     *
     * @throws dev.shaker.error.ShakerException {@code REQUEST_CONFLICT} where that id was given to another request
     */
    void open(SweepRequested request, Instant at);

    /**
     * Starts a sweep that was opened.
     *
     * @param shards the event of each and how many evaluations it is
     * @return false where it was planned or ended before: nothing is to be sent
     */
    boolean planned(String sweep, Plan plan, List<Shard> shards, Instant at);

    /** The sweep cannot be planned; one that was planned or ended before stays as it is. */
    void failed(String sweep, Failure failure, Instant at);

    /** Whether a shard is still to be evaluated: its sweep runs and it is not finished. */
    boolean isWanted(String sweep, String shard);

    /**
     * Keeps the results of a shard.
     *
     * @return false, with nothing kept, where they are there already or the sweep was cancelled
     */
    boolean completed(String sweep, String shard, BigDecimal sparsity, List<SweepTable.Score> scores, double seconds,
            String device, Instant at);

    /**
     * A shard cannot be evaluated. The others go on; with the last of them the sweep fails.
     *
     * @return false, with nothing changed, where it is done, or the sweep ended
     */
    boolean shardFailed(String sweep, String shard, Failure failure, Instant at);

    /** The matrix of the members when the sweep was planned; empty where it was not kept. */
    Optional<FsdMatrix> matrix(String sweep);

    /**
     * Leaves the shards of a sweep alone until it is resumed.
     *
     * @throws dev.shaker.error.ShakerException {@code SWEEP_UNKNOWN}, {@code SWEEP_ENDED}, {@code REQUEST_INVALID} where it has no plan
     */
    SweepView pause(String sweep);

    /** Lets it go on, shards that failed included; one that stood goes on without a budget of time. Throws as {@link #pause}. */
    SweepView resume(String sweep, Instant at);

    /** Ends it; one that was cancelled stays so. Throws as {@link #pause} where it is completed. */
    SweepView cancel(String sweep, Instant at);

    /** The events of all shards that are not finished, in the order of the plan. */
    List<EvaluationRequested> unfinished(String sweep);

    /**
     * What a sweep is fixed to.
     *
     * @param leftOut members that were wanted and cannot be opened
     * @param matrix of the members, in their order
     */
    record Plan(List<SweepView.Member> members, List<SweepView.LeftOut> leftOut, long targets, long generation,
            FsdMatrix matrix) {
        public Plan {
            members = List.copyOf(members);
            leftOut = List.copyOf(leftOut);
        }
    }

    /** One shard's event. */
    record Shard(EvaluationRequested request, int evaluations) {}
}
