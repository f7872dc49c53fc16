package dev.shaker.pipeline.guided;

import java.util.List;
import java.util.Optional;

import dev.shaker.event.GuidedRequested;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;

/** Port to what is known of searches. */
public interface SearchCatalog {
    Optional<SearchView> search(String id);

    /** Newest first. */
    Page<SearchView> searches(SpaceName space, PageRequest page);

    /** Every evaluation of a search, by round, target, first row and members. */
    Page<Traced> trace(String id, PageRequest page);

    /** Searches of a space that were planned with an adapter, what each is fixed to. */
    List<Planned> plannedWith(SpaceName space, AdapterId adapter);

    /**
     * Whether a search has measured a mixture on rows of a target.
     *
     * @param target its place among the plan's
     * @param members places among the plan's candidates, ascending
     */
    boolean hasMeasured(String id, int target, List<Integer> members);

    /** A search and what it is fixed to. */
    record Planned(GuidedRequested request, SearchPlan plan) {}

    /**
     * A mixture on some rows of a target.
     *
     * @param from first row, as a place in the target's order
     * @param to place behind the last
     * @param correct of these rows
     */
    record Traced(int round, DomainName target, List<DomainName> members, int from, int to, int correct) {
        public Traced {
            members = List.copyOf(members);
        }
    }
}
