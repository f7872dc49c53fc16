package dev.shaker.web.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.shaker.event.AttackRequested;
import dev.shaker.event.VerdictReached;

/**
 * One thing of a verdict that passes or does not.
 *
 * @param outcome {@code pass}, {@code fail} or {@code inconclusive}
 * @param message what was seen, in words
 */
record VerdictCheck(String name, String outcome, String message) {
    private static final int POINTS = 100;

    /** Domains, further limits, and whether the mixture may be judged at all. */
    static List<VerdictCheck> of(VerdictReached verdict) {
        List<VerdictCheck> checks = new ArrayList<>();
        verdict.domains().forEach(one -> checks.add(new VerdictCheck(name(one.domain(), one.attack()), one.outcome(),
                message(verdict, one))));
        verdict.also().forEach(one -> checks.add(new VerdictCheck(
                one.domain() == null ? one.name() : one.name() + " of " + one.domain(), one.outcome(),
                points(one.value()) + " points (" + points(one.low()) + " to " + points(one.high()) + "), limit "
                        + points(one.limit()))));
        verdict.refusals().stream().filter(refusal -> refusal.domain() == null)
                .forEach(refusal -> checks.add(new VerdictCheck(refusal.code(), verdict.outcome(), refusal.message())));
        return checks;
    }

    static String name(String domain, @Nullable AttackRequested attack) {
        return attack == null
                ? domain
                : domain + " under " + attack.name() + (attack.epsilon() == null ? "" : " " + attack.epsilon());
    }

    private static String message(VerdictReached verdict, VerdictReached.OnDomain one) {
        StringBuilder message = new StringBuilder();
        Double drop = one.drop();
        Double low = one.low();
        Double high = one.high();
        if (drop != null && low != null && high != null) {
            message.append("loses ").append(points(drop)).append(" points (").append(points(low)).append(" to ")
                    .append(points(high)).append("), ").append(points(one.maxDrop())).append(" allowed, on ")
                    .append(one.rows()).append(" rows");
        }
        List<String> reasons = new ArrayList<>();
        if (one.reason() != null) {
            reasons.add(one.reason());
        }
        verdict.refusals().stream().filter(refusal -> one.domain().equals(refusal.domain())
                && (refusal.evaluation() == null || one.evaluations().contains(refusal.evaluation())))
                .forEach(refusal -> reasons.add(refusal.message()));
        return message.append(message.isEmpty() || reasons.isEmpty() ? "" : ": ").append(String.join("; ", reasons))
                .toString();
    }

    static String points(double share) {
        return String.format(Locale.ROOT, "%.2f", POINTS * share).replaceFirst("^-(0\\.00)$", "$1");
    }
}
