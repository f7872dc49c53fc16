package dev.shaker.fsd;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

import dev.shaker.identity.DomainName;

/**
 * The matrix of a space as a choice among its adapters reads it: means, rows, each pair once, and the counts of the few that
 * were chosen. A view shows one generation. It need not hold the matrix in memory.
 */
public interface FsdView {
    /** The adapters, sorted by domain; indices below are places in this list. */
    List<FsdMatrix.Entry> entries();

    OptionalInt indexOf(DomainName domain);

    /** The mean of a row (Alg. 1). */
    FsdAverage average(int i);

    /** One adapter against all. */
    FsdRow row(int i);

    /** Every pair that can be compared, once, in any order. */
    void pairs(PairVisitor visitor);

    /** The pairs that a search for the least of all wants to see: at least those, each once, in any order. */
    default void leastPairs(LeastSearch search) {
        pairs(search);
    }

    /** The counts among some adapters, in the order given. */
    FsdMatrix among(List<Integer> some);

    default int size() {
        return entries().size();
    }

    default FsdMatrix.Entry entry(int i) {
        return entries().get(i);
    }

    /** This view without some adapters, as if they had never been registered. */
    default FsdView without(Set<DomainName> domains) {
        return domains.isEmpty() ? this : new PartialView(this, domains);
    }

    /** Is told of pairs. */
    @FunctionalInterface
    interface PairVisitor {
        /** @param total positions compared */
        void pair(int i, int j, long conflicts, long total);
    }

    /** Looks for the least pair of some adapters. */
    interface LeastSearch extends PairVisitor {
        /** Whether pairs with that adapter count. */
        boolean wants(int i);

        /** Whether a pair that is not less than that may still be the one, after all that was told. */
        boolean mayBe(long conflicts, long total);
    }
}
