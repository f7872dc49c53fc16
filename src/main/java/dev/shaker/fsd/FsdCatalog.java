package dev.shaker.fsd;

import java.util.Collection;
import java.util.List;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

/** Port to the counts of a space, for reading. Its current adapters stand in the order of their domains. */
public interface FsdCatalog {
    /**
     * The whole matrix with the totals of every pair; an unknown space has an empty one. In basis UPDATE only LoRA adapters
     * have counts.
     */
    FsdMatrix matrix(SpaceName space, Basis basis);

    /** The matrix of the tensors as stored. */
    default FsdMatrix matrix(SpaceName space) {
        return matrix(space, Basis.FACTORS);
    }

    /**
     * Means of the rows of current adapters, from running sums: no matrix is read.
     *
     * @param after domain behind which the page begins, empty for the first page
     * @return sorted by domain, at most {@code limit}
     */
    List<FsdAverage> averages(SpaceName space, Basis basis, String after, int limit);

    /**
     * The current adapter of one domain against others that it was compared with.
     *
     * @param after domain behind which the page begins, empty for the first page
     * @return sorted by domain, at most {@code limit}
     */
    List<FsdCell> row(SpaceName space, DomainName domain, Basis basis, String after, int limit);

    /** The matrix of some domains with the totals of every pair. Domains that have no adapter are left out. */
    FsdMatrix submatrix(SpaceName space, Collection<DomainName> domains, Basis basis);

    /** The current adapters as a choice among them reads them, however many they are. */
    FsdView view(SpaceName space, Basis basis);
}
