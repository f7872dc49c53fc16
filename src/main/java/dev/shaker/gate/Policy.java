package dev.shaker.gate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.identity.DomainName;

/**
 * What a mixture must hold to be released. Drops and accuracies are shares: 0.01 is one point.
 *
 * @param maxDrop what each member's domain may lose against its adapter alone, on rows as they are
 * @param confidence 1 minus the level of each test
 * @param domains other drops for some domains
 * @param exclude domains that are not asked about
 * @param attacks under which the same is asked
 * @param minRows fewer rows show nothing, whatever they say
 * @param failsInconclusive whether what is not shown counts as broken
 * @param meanDrop what the domains may lose on average, on rows as they are
 * @param minAccuracy what the mixture must get right at least, by domain, on rows as they are
 */
public record Policy(double maxDrop, double confidence, SortedMap<DomainName, Double> domains,
        SortedSet<DomainName> exclude, List<UnderAttack> attacks, int minRows, boolean failsInconclusive,
        Optional<Double> meanDrop, SortedMap<DomainName, Double> minAccuracy) {
    public static final double CONFIDENCE = 0.95;
    /** Below it the test's level is not held closely enough. */
    public static final int MIN_ROWS = 300;

    /** @throws ShakerException {@code REQUEST_INVALID} naming the field */
    public Policy {
        domains = new TreeMap<>(domains);
        exclude = new TreeSet<>(exclude);
        attacks = List.copyOf(attacks);
        minAccuracy = new TreeMap<>(minAccuracy);
        share("maxDrop", maxDrop);
        domains.forEach((domain, drop) -> share("domains." + domain + ".maxDrop", drop));
        meanDrop.ifPresent(drop -> share("also.meanDrop", drop));
        minAccuracy.forEach((domain, least) -> share("also.minAccuracy." + domain, least));
        if (!(confidence > 0.5 && confidence < 1)) {
            throw invalid("confidence", "confidence is " + confidence
                    + "; a number above 0.5 and below 1 is needed, 0.95 for instance");
        }
        if (minRows < 1) {
            throw invalid("minRows", "minRows is " + minRows + "; at least 1 is needed");
        }
        if (attacks.stream().map(UnderAttack::attack).distinct().count() < attacks.size()) {
            throw invalid("attacks", "an attack stands twice; give each once");
        }
        for (DomainName domain : exclude) {
            if (domains.containsKey(domain) || minAccuracy.containsKey(domain)) {
                throw invalid("exclude", "domain '" + domain + "' is left out and has a limit; take one of them away");
            }
        }
    }

    /** Everything else as it is by default. */
    public Policy(double maxDrop) {
        this(maxDrop, CONFIDENCE, new TreeMap<>(Map.of()), new TreeSet<>(Set.of()), List.of(), MIN_ROWS, false,
                Optional.empty(), new TreeMap<>(Map.of()));
    }

    /** @param maxDrop what each domain may lose under the attack, its adapter alone under the same */
    public record UnderAttack(Attack attack, double maxDrop) {
        public UnderAttack {
            share("attacks.maxDrop", maxDrop);
            if (attack instanceof Attack.None) {
                throw invalid("attacks", "no attack is no attack; maxDrop says what is lost on rows as they are");
            }
        }
    }

    /** What a domain may lose on rows as they are. */
    double limit(DomainName domain) {
        return domains.getOrDefault(domain, maxDrop);
    }

    /** Of each one-sided test. */
    double level() {
        return 1 - confidence;
    }

    private static void share(String field, double value) {
        if (!(value >= 0 && value < 1)) {
            throw invalid(field, field + " is " + value + "; a share of at least 0 and below 1 is needed, 0.01 for a"
                    + " point");
        }
    }

    private static ShakerException invalid(String field, String message) {
        return new ShakerException(ErrorCode.REQUEST_INVALID, message).with("field", field);
    }
}
