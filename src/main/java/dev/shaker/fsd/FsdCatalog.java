package dev.shaker.fsd;

import java.util.Collection;

/** Port to the counts of a space, for reading. Its current adapters stand in the order of their domains. */
public interface FsdCatalog {
    /** The whole matrix with the totals of every pair; an unknown space has an empty one. */
    FsdMatrix matrix(String space);

    /** The matrix of some domains, with the counts of every layer. Domains that have no adapter are left out. */
    FsdMatrix layered(String space, Collection<String> domains);
}
