package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.error.Wire;
import dev.shaker.identity.DomainName;

/**
 * Weights by domain, all 1 where none is given. They may be negative. Exact decimals, so that the recipe holds what was asked for.
 *
 * <p>Whoever weights one member weights all: a weight that is left out could mean 0 as well as 1. Where a strategy chooses the
 * members, domains that it may choose can have weights and are left alone where it does not.
 */
public record Weights(SortedMap<DomainName, BigDecimal> byDomain) {
    public static final Weights EQUAL = new Weights(new TreeMap<>());

    public Weights {
        SortedMap<DomainName, BigDecimal> normal = new TreeMap<>();
        byDomain.forEach((domain, weight) -> normal.put(domain, normal(weight)));
        byDomain = Collections.unmodifiableSortedMap(normal);
    }

    public static Weights of(Map<DomainName, BigDecimal> byDomain) {
        return new Weights(new TreeMap<>(byDomain));
    }

    public BigDecimal of(DomainName domain) {
        return byDomain.getOrDefault(domain, BigDecimal.ONE);
    }

    /** @throws dev.shaker.error.ShakerException {@code DOMAIN_UNKNOWN} for a weight of no known domain */
    public void check(Collection<DomainName> known) {
        for (DomainName domain : byDomain.keySet()) {
            if (!known.contains(domain)) {
                throw MixtureErrors.unknownDomain(domain, known);
            }
        }
    }

    /** @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} naming the members without a weight, unless all are */
    public void checkComplete(Collection<DomainName> members) {
        List<DomainName> missing = members.stream().filter(member -> !byDomain.containsKey(member)).sorted().toList();
        if (!byDomain.isEmpty() && !missing.isEmpty()) {
            throw MixtureErrors.invalid("merge.weights", "members without a weight: " + Wire.list(missing)
                    + "; weight every member, or none for equal weights").with("missing", Wire.list(missing));
        }
    }

    private void checkMembers(Collection<DomainName> members) {
        for (DomainName domain : byDomain.keySet()) {
            if (!members.contains(domain)) {
                throw MixtureErrors.invalid("merge.weights." + domain, "'" + domain
                        + "' has a weight and is no member; the members are " + Wire.list(members));
            }
        }
    }

    /**
     * What can be known before a space is looked at.
     *
     * @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} where members are named and the weights are not theirs
     */
    public void check(Selection selection) {
        if (selection instanceof Selection.Explicit explicit) {
            checkComplete(explicit.members());
            checkMembers(explicit.members());
        } else if (!byDomain.isEmpty()) {
            checkComplete(selection.targets());
        }
    }

    private static BigDecimal normal(BigDecimal weight) {
        return weight.signum() == 0 ? BigDecimal.ZERO : weight.stripTrailingZeros();
    }
}
