package dev.shaker.forecast;

import java.util.Set;

import dev.shaker.identity.DomainName;

/**
 * A plain mean of adapters (Eq. 1), measured on the rows of one member with the member's own head.
 *
 * @param members of the mixture; the target is one of them, with another one at least
 * @param alone rows that the target's adapter alone has right
 * @param mixed rows that the mixture has right, of the same
 */
public record Observation(DomainName target, Set<DomainName> members, int alone, int mixed, int rows) {
    public Observation {
        members = Set.copyOf(members);
        if (rows < 1 || members.size() < 2 || !members.contains(target)) {
            throw new IllegalArgumentException(
                    "no mixture with '" + target + "' was measured: " + members + " on " + rows + " rows");
        }
    }

    /** Accuracy alone minus accuracy mixed, a share. */
    public double drop() {
        return (double) (alone - mixed) / rows;
    }
}
