package dev.shaker.mixture;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;

/**
 * A mixture request and what became of it, as the catalogue tells.
 *
 * @param requestJson the request as it was made, canonical JSON
 * @param id mixture id, SHA-256 of the canonical recipe; null until ready. Two requests may share one mixture
 * @param generation generation of the space that was used
 * @param members domain and adapter id, sorted by domain
 * @param meanFsd mean pairwise FSD of the members, null for one member
 * @param sparsity achieved sparsity over all members, 0 where nothing was pruned
 * @param recipe location of recipe.json
 * @param stale whether a member has been superseded since
 * @param evaluations ids of those that the request asked for, and that answer it
 * @param errorCode wire form of the code, null unless failed
 */
public record MixtureView(String requestId, SpaceName space, MixtureStatus status, String requestJson,
        @Nullable MixtureId id,
        long generation, List<Member> members, @Nullable Double meanFsd, double sparsity, @Nullable String recipe,
        boolean stale, @Nullable String errorCode, @Nullable String errorMessage, Map<String, String> errorDetails,
        Instant requestedAt, @Nullable Instant finishedAt, List<EvaluationId> evaluations) {
    public MixtureView {
        evaluations = List.copyOf(evaluations);
    }

    /** A request that asked for no evaluation. */
    public MixtureView(String requestId, SpaceName space, MixtureStatus status, String requestJson,
            @Nullable MixtureId id,
            long generation, List<Member> members, @Nullable Double meanFsd, double sparsity, @Nullable String recipe,
            boolean stale, @Nullable String errorCode, @Nullable String errorMessage,
            Map<String, String> errorDetails, Instant requestedAt, @Nullable Instant finishedAt) {
        this(requestId, space, status, requestJson, id, generation, members, meanFsd, sparsity, recipe, stale,
                errorCode, errorMessage, errorDetails, requestedAt, finishedAt, List.of());
    }

    /** A member of a mixture. */
    public record Member(DomainName domain, AdapterId adapterId) {}
}
