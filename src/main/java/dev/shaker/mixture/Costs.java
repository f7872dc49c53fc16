package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.shaker.error.Wire;
import dev.shaker.forecast.Forecast;
import dev.shaker.forecast.FsdEvidence;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.Advice.Finding;
import dev.shaker.mixture.Advice.Reason;

/**
 * What a mixture costs its members, as far as anything tells.
 *
 * @param members of the mixture
 * @param forecasts of those of whom something is known
 * @param fsd what speaks for sign differences in this space, empty where that was not looked at
 */
public record Costs(SortedSet<DomainName> members, List<Forecast> forecasts, Optional<FsdEvidence> fsd) {
    /** Of what is no mixture. */
    public static final Costs NONE = new Costs(Collections.emptySortedSet(), List.of(), Optional.empty());
    /** A drop that nobody minds, a share. */
    private static final double LITTLE = 0.03;
    /** A drop for which nobody mixes. */
    private static final double GREAT = 0.1;

    public Costs {
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        forecasts = List.copyOf(forecasts);
    }

    /** What follows for the advice, in no order. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        SortedSet<DomainName> unknown = new TreeSet<>(members);
        for (Forecast forecast : forecasts) {
            unknown.remove(forecast.target());
            findings.add(finding(forecast));
        }
        if (!unknown.isEmpty()) {
            findings.add(new Finding(Reason.NOT_MEASURED, List.copyOf(unknown), "what mixing costs "
                    + Wire.list(unknown) + " is not measured, and signs do not tell: ask 'shaker find', or evaluate"
                    + " the mixture"));
        }
        List<Finding> small = findings.stream().filter(finding -> finding.reason() == Reason.LITTLE_LOSS).toList();
        if (small.size() > 1) {
            // What costs little is one thing to say, however many it costs little.
            findings.removeAll(small);
            SortedSet<DomainName> domains = small.stream().flatMap(finding -> finding.domains().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            double most = forecasts.stream().filter(forecast -> domains.contains(forecast.target()))
                    .mapToDouble(Forecast::high).max().orElseThrow();
            findings.add(new Finding(Reason.LITTLE_LOSS, List.copyOf(domains),
                    String.format(Locale.ROOT, "mixing costs each of %s at most %.1f points, as measurements tell",
                            Wire.list(domains), 100 * most)));
        }
        return findings;
    }

    private static Finding finding(Forecast forecast) {
        Reason reason = forecast.low() > GREAT
                ? Reason.GREAT_LOSS
                : forecast.high() > LITTLE ? Reason.LOSS_EXPECTED : Reason.LITTLE_LOSS;
        return new Finding(reason, List.of(forecast.target()), String.format(Locale.ROOT,
                "mixing costs '%s' %.1f points (%.1f to %.1f): %s", forecast.target(), 100 * forecast.drop(),
                100 * forecast.low(), 100 * forecast.high(), rest(forecast)));
    }

    private static String rest(Forecast forecast) {
        return switch (forecast.basis()) {
            case MIXTURE -> "this mixture was measured";
            case DOMAIN -> "foretold from " + forecast.observations() + " measured mixtures with it";
            case SPACE -> "foretold from " + forecast.observations()
                    + " measured mixtures on other domains; with it none or too few were measured";
        };
    }
}
