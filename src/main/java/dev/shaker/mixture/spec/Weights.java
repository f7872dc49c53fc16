package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weights by domain, 1 where none is given. They may be negative. Exact decimals, so that the recipe holds what was asked for.
 */
public record Weights(SortedMap<String, BigDecimal> byDomain) {
    public static final Weights EQUAL = new Weights(new TreeMap<>());

    public Weights {
        SortedMap<String, BigDecimal> normal = new TreeMap<>();
        byDomain.forEach((domain, weight) -> normal.put(domain, normal(weight)));
        byDomain = Collections.unmodifiableSortedMap(normal);
    }

    public static Weights of(Map<String, BigDecimal> byDomain) {
        return new Weights(new TreeMap<>(byDomain));
    }

    public BigDecimal of(String domain) {
        return byDomain.getOrDefault(domain, BigDecimal.ONE);
    }

    /** @throws dev.shaker.error.ShakerException {@code DOMAIN_UNKNOWN} for a weight of no known domain */
    public void check(Collection<String> known) {
        for (String domain : byDomain.keySet()) {
            if (!known.contains(domain)) {
                throw MixtureErrors.unknownDomain(domain, known);
            }
        }
    }

    private static BigDecimal normal(BigDecimal weight) {
        return weight.signum() == 0 ? BigDecimal.ZERO : weight.stripTrailingZeros();
    }
}
