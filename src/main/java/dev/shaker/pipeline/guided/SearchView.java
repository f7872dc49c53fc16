package dev.shaker.pipeline.guided;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.event.Failure;
import dev.shaker.event.GuidedProgressed;
import dev.shaker.event.GuidedReady;
import dev.shaker.identity.SpaceName;

/**
 * A search as it stands.
 *
 * @param request as it was asked for, JSON
 * @param candidates domains that it was planned with, none before
 * @param best of each size that was measured before this round
 * @param estimatedEnd when the budget is spent at its rate
 * @param result once it is completed
 * @param failure why it failed, or of a shard that did
 */
public record SearchView(String id, SpaceName space, SearchStatus status, String request, List<String> candidates,
        SearchProgress progress, List<GuidedProgressed.Leader> best, @Nullable Instant estimatedEnd,
        @Nullable GuidedReady result, @Nullable Failure failure, Instant requestedAt, @Nullable Instant finishedAt) {
    public SearchView {
        candidates = List.copyOf(candidates);
        best = List.copyOf(best);
    }
}
