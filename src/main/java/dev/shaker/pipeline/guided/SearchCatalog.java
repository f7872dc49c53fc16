package dev.shaker.pipeline.guided;

import java.util.List;
import java.util.Optional;

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
