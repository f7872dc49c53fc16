package dev.shaker.pipeline;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.shaker.evaluation.sweep.SweepStatus;
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

    /** The sweep cannot be planned. */
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

    /** A sweep as it stands, which nobody else changes until the transaction ends. */
    Optional<SweepView> locked(String sweep);

    /**
     * Sets the status of a sweep that has not ended; {@code RUNNING} forgets an error and a budget of
     * time.
     */
    SweepView change(String sweep, SweepStatus status, Instant at);

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
