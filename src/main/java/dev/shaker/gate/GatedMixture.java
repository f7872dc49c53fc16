package dev.shaker.gate;

import java.util.List;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;

/**
 * The mixture that is to be released.
 *
 * @param members sorted by domain
 * @param stale whether a member was superseded or withdrawn since
 */
public record GatedMixture(SpaceName space, MixtureId id, List<Part> members, boolean stale) {
    public GatedMixture {
        members = List.copyOf(members);
    }

    /** A member. */
    public record Part(DomainName domain, AdapterId adapterId) {}
}
