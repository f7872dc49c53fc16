package dev.shaker.gate;

import java.util.BitSet;

import dev.shaker.evaluation.Attack;
import dev.shaker.identity.DomainName;

/**
 * What there is on one domain, under one attack or none.
 *
 * @param alone of the domain's own adapter
 * @param mixed of the mixture
 * @param chosenBy rows that the mixture was chosen by, a bit each: what looks good there does so by luck, too
 */
public record Evidence(DomainName domain, Attack attack, Side alone, Side mixed, BitSet chosenBy) {
    public Evidence {
        chosenBy = BitSet.valueOf(chosenBy.toLongArray());
    }

    /** Of a mixture that was chosen by no row. */
    public Evidence(DomainName domain, Attack attack, Side alone, Side mixed) {
        this(domain, attack, alone, mixed, new BitSet());
    }

    /** Rows that the mixture was chosen by, a bit each; a copy. */
    @Override
    public BitSet chosenBy() {
        return BitSet.valueOf(chosenBy.toLongArray());
    }

    /** The same of a mixture that was chosen by these rows. */
    public Evidence chosenBy(BitSet rows) {
        return new Evidence(domain, attack, alone, mixed, rows);
    }

    boolean isUnderWay() {
        return alone instanceof Side.UnderWay || mixed instanceof Side.UnderWay;
    }

    boolean isMeasured() {
        return alone instanceof Side.Measured && mixed instanceof Side.Measured;
    }
}
