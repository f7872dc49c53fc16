package dev.shaker.mixture;

import java.util.List;

import dev.shaker.identity.DomainName;
import dev.shaker.identity.MixtureId;
import dev.shaker.mixture.select.Selected;

/**
 * What would be mixed: the dry run. Its recipe has everything but results, so the mixture's id is known before any tensor is
 * read.
 */
public record MixturePlan(Selected selected, Recipe recipe) {
    public MixtureId id() {
        return recipe.id();
    }

    /** Domains of the members, sorted by adapter id. */
    public List<DomainName> domains() {
        return selected.domains();
    }
}
