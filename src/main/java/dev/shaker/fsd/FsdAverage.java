package dev.shaker.fsd;

import java.util.Optional;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;

/**
 * The mean of one adapter's row of the matrix, from its running sums.
 *
 * @param comparable with how many others it was compared
 * @param sum exact sum of the FSDs of its row
 */
public record FsdAverage(DomainName domain, AdapterId adapterId, int comparable, Ratio sum) {
    /** avg_i as the paper has it, with the zero diagonal (Alg. 1). */
    public Ratio includingSelf() {
        return sum.dividedBy(comparable + 1L);
    }

    /** As if one of the others were not there. */
    public FsdAverage without(Ratio fsd) {
        return new FsdAverage(domain, adapterId, comparable - 1, sum.minus(fsd));
    }

    /** Without the diagonal; empty where nothing is comparable. */
    public Optional<Ratio> ofOthers() {
        return comparable == 0 ? Optional.empty() : Optional.of(sum.dividedBy(comparable));
    }
}
