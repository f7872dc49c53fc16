package dev.shaker.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A sweep has come further, or its status has changed. Results come with the shard they belong to, so that a sweep is as many
 * events as shards, not as evaluations.
 *
 * @param status {@code running}, {@code paused}, {@code cancelled}, {@code completed} or {@code failed}
 * @param done (subset, domain) pairs evaluated, of {@code total}
 * @param perSecond pairs a second since it began or was resumed
 * @param results of the shard that was finished, absent where only the status changed
 */
public record SweepProgressed(String sweepId, String space, String status, long done, long total, int shardsDone,
        int shards, @Nullable Double perSecond, @Nullable Instant estimatedEnd, @Nullable Results results,
        @Nullable Failure error) implements EventData {
    @Override
    public String key() {
        return space;
    }

    /** The same without the results, for those who only watch. */
    public SweepProgressed withoutResults() {
        return new SweepProgressed(sweepId, space, status, done, total, shardsDone, shards, perSecond, estimatedEnd,
                null, error);
    }

    /**
     * @param members domains of the sweep: bit i of a mask is the i-th
     * @param seconds the evaluator worked on the shard
     */
    public record Results(String shardId, List<String> members, BigDecimal sparsity, double seconds, String device,
            List<Scores> scores) {
        public Results {
            members = List.copyOf(members);
            scores = List.copyOf(scores);
        }
    }

    /**
     * What subsets get right on one domain; two lists of equal length.
     *
     * @param total rows of the domain, the same for each subset
     * @param subsets masks
     * @param correct rows predicted right by each
     * @param attacked rows predicted right by each under the sweep's attack, absent where there is none
     */
    public record Scores(String domain, int total, List<Long> subsets, List<Integer> correct,
            @Nullable List<Integer> attacked) {
        public Scores {
            subsets = List.copyOf(subsets);
            correct = List.copyOf(correct);
            attacked = attacked == null ? null : List.copyOf(attacked);
        }
    }
}
