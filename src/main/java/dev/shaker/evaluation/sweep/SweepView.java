package dev.shaker.evaluation.sweep;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

/**
 * A sweep as the catalogue tells.
 *
 * @param request the data of its event, JSON
 * @param members bit i of a mask is the i-th of these; none until it is planned
 * @param leftOut members that were wanted and cannot be opened: the sweep goes on without them
 * @param shardsFailed that cannot be evaluated; the others go on, and a sweep that is resumed tries these again
 * @param targets mask of the members that are evaluated
 * @param done (subset, domain) pairs evaluated, of {@code total}
 * @param seconds evaluators' time so far
 * @param perSecond pairs a second since it began or was resumed, null until a shard is finished
 * @param estimatedEnd at that rate, null unless it runs
 */
public record SweepView(String id, SpaceName space, SweepStatus status, String request, List<Member> members,
        List<LeftOut> leftOut,
        long targets, long generation, int shards, int shardsDone, int shardsFailed, long total, long done,
        double seconds,
        @Nullable Double perSecond, @Nullable Instant estimatedEnd, @Nullable String errorCode,
        @Nullable String errorMessage, Map<String, String> errorDetails, Instant requestedAt,
        @Nullable Instant finishedAt) {
    /** A domain and the adapter that was its current one when the sweep was planned. */
    public record Member(DomainName domain, AdapterId adapterId) {}

    /**
     * A domain whose adapter cannot be used.
     *
     * @param code wire form of the error code
     */
    public record LeftOut(DomainName domain, String code, String message) {}

    public SweepView {
        members = List.copyOf(members);
        leftOut = List.copyOf(leftOut);
    }

    public List<DomainName> domains() {
        return members.stream().map(Member::domain).toList();
    }
}
