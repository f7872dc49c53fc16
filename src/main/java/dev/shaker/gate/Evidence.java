package dev.shaker.gate;

import dev.shaker.evaluation.Attack;
import dev.shaker.identity.DomainName;

/**
 * What there is on one domain, under one attack or none.
 *
 * @param alone of the domain's own adapter
 * @param mixed of the mixture
 */
public record Evidence(DomainName domain, Attack attack, Side alone, Side mixed) {
    boolean isUnderWay() {
        return alone instanceof Side.UnderWay || mixed instanceof Side.UnderWay;
    }

    boolean isMeasured() {
        return alone instanceof Side.Measured && mixed instanceof Side.Measured;
    }
}
