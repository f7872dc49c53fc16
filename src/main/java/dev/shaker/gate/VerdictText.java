package dev.shaker.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.paired.Finding;
import dev.shaker.evaluation.paired.PairedCounts;
import dev.shaker.identity.DomainName;

/** Verdicts in words, drops in points. */
final class VerdictText {
    /** How many domains a summary tells of. */
    private static final int NAMED = 3;

    private VerdictText() {
    }

    static String of(Evidence one) {
        return of(one.domain(), one.attack());
    }

    private static String of(DomainName domain, Attack attack) {
        return switch (attack) {
            case Attack.None _ -> "domain '" + domain + "'";
            case Attack.Fgsm(double epsilon) -> "domain '" + domain + "' under fgsm " + epsilon;
            case Attack.TextFooler _ -> "domain '" + domain + "' under textfooler";
        };
    }

    static Optional<String> reason(Finding outcome, PairedCounts counts, double limit, OptionalLong needs) {
        return switch (outcome) {
            case PASS -> Optional.empty();
            case FAIL -> Optional.of("it loses more than the " + points(limit) + " points that are allowed");
            case INCONCLUSIVE -> Optional.of(needs.isPresent()
                    ? "its " + counts.rows() + " rows do not show it, some " + needs.getAsLong() + " would"
                    : "no number of rows will do: it loses " + points(counts.drop()) + " points and " + points(limit)
                            + " are allowed");
        };
    }

    /** What speaks against it first, then how many pass. */
    static String summary(GatedMixture mixture, Finding outcome, List<Verdict.OnDomain> domains,
            List<Verdict.Also> also, List<Verdict.Refusal> refusals) {
        List<String> parts = new ArrayList<>();
        if (mixture.stale()) {
            parts.add("a member was superseded or withdrawn");
        }
        for (Finding worse : List.of(Finding.FAIL, Finding.INCONCLUSIVE)) {
            domains.stream().filter(one -> one.outcome() == worse).limit(NAMED).forEach(one -> parts.add(told(one)));
            also.stream().filter(one -> one.outcome() == worse).forEach(one -> parts.add(told(one)));
        }
        if (domains.isEmpty()) {
            refusals.forEach(refusal -> parts.add(refusal.message()));
        }
        long passed = domains.stream().filter(one -> one.outcome() == Finding.PASS).count();
        parts.add(passed + " of " + domains.size() + (domains.size() == 1 ? " check passes" : " checks pass"));
        return String.join("; ", parts);
    }

    private static String told(Verdict.OnDomain one) {
        String name = switch (one.attack()) {
            case Attack.None _ -> one.domain().name();
            case Attack.Fgsm _ -> one.domain() + " under fgsm";
            case Attack.TextFooler _ -> one.domain() + " under textfooler";
        };
        if (one.measured().isEmpty()) {
            return name + " is not measured";
        }
        Verdict.Paired paired = one.measured().get();
        return name + " loses " + points(paired.counts().drop()) + " points (" + points(paired.interval().low())
                + " to " + points(paired.interval().high()) + "), " + points(one.maxDrop()) + " allowed"
                + (one.needsRows().isPresent() ? ", " + one.needsRows().getAsLong() + " rows needed" : "");
    }

    private static String told(Verdict.Also one) {
        return one.name() + one.domain().map(domain -> " of " + domain).orElse("") + " is " + points(one.value())
                + " points (" + points(one.interval().low()) + " to " + points(one.interval().high()) + "), limit "
                + points(one.limit());
    }

    private static String points(double share) {
        String text = String.format(Locale.ROOT, "%.1f", 100 * share);
        return text.equals("-0.0") ? "0" : text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
