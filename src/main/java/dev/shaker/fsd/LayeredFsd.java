package dev.shaker.fsd;

import java.util.Collection;
import java.util.SortedMap;

import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.identity.DomainName;

/** Port to the counts of every layer. Catalogues keep sums; these are counted anew from the sign planes, and are the same. */
public interface LayeredFsd {
    /** The matrix of some adapters of one space, with the counts of every layer, in the order given. */
    FsdMatrix among(Collection<RegisteredAdapter> adapters, Basis basis);

    /**
     * One adapter against others of its space, with the counts of every layer.
     *
     * @return by domain of the other; one that is left out is not comparable
     */
    SortedMap<DomainName, PairConflicts> row(RegisteredAdapter adapter, Collection<RegisteredAdapter> others,
            Basis basis);
}
