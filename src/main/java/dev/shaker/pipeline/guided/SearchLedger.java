package dev.shaker.pipeline.guided;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.event.GuidedProgressed;
import dev.shaker.event.GuidedReady;
import dev.shaker.event.GuidedRequested;
import dev.shaker.pipeline.GuidedRequests;

/** Port to what searches change. All changes must happen inside a transaction. */
public interface SearchLedger extends GuidedRequests {
    /** The request of a search that was opened. */
    GuidedRequested request(String search);

    /** Empty until it is planned. */
    Optional<SearchPlan> plan(String search);

    /** What was measured for a search in some rounds, both included. */
    List<Measurement> measurements(String search, int first, int last);

    /** @return false where it was planned or ended before: nothing is to be done */
    boolean planned(String search, SearchPlan plan, Instant at);

    /**
     * Waits for another round.
     *
     * @param round that is behind it
     * @param best of each size so far
     * @return false, with nothing changed, where it does not run or is in another round: somebody else was quicker
     */
    boolean asked(String search, int round, List<Shard> shards, List<GuidedProgressed.Leader> best);

    /** Keeps what was found; otherwise as {@link #asked}. */
    boolean completed(String search, int round, GuidedReady result, Instant at);

    /** It cannot be planned or cannot go on; one that has ended or failed stays as it is. */
    void failed(String search, Failure failure, Instant at);

    /** Whether a shard is still to be measured: its search runs and it is not finished. */
    boolean isWanted(String search, String shard);

    /** @return false, with nothing kept, where its measurements are there already or the search was cancelled */
    boolean shardDone(String search, String shard, Done done, Instant at);

    /** @return false, with nothing changed, where it is done, or the search ended */
    boolean shardFailed(String search, String shard, Failure failure, Instant at);

    /** @throws dev.shaker.error.ShakerException {@code SEARCH_UNKNOWN}, {@code SEARCH_ENDED}, {@code REQUEST_INVALID} where it has no plan */
    SearchView pause(String search);

    /** Lets it go on, shards that failed included. Throws as {@link #pause}. */
    SearchView resume(String search, Instant at);

    /** Ends it; one that was cancelled stays so. Throws as {@link #pause} where it is completed. */
    SearchView cancel(String search, Instant at);

    /** The events of all shards that are not finished. */
    List<EvaluationRequested> unfinished(String search);

    /** One shard's event, and row evaluations of it. */
    record Shard(EvaluationRequested request, long rows) {}

    /**
     * What a shard has brought.
     *
     * @param seconds the evaluator worked on it
     * @param device where
     */
    record Done(List<Measurement> measurements, double seconds, String device) {
        public Done {
            measurements = List.copyOf(measurements);
        }

        /** Row evaluations. */
        public long rows() {
            return measurements.stream().mapToLong(one -> one.outcomes().rows()).sum();
        }
    }
}
