package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

import dev.shaker.error.ShakerException;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.Advice.Finding;
import dev.shaker.mixture.Advice.Initialisation;
import dev.shaker.mixture.Advice.PairAdvice;
import dev.shaker.mixture.Advice.Reason;
import dev.shaker.mixture.Advice.Verdict;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.similarity.Similarity;

/**
 * Judges a set of adapters from their counts alone. For LoRA the update basis decides, because the factors of one update are
 * not unique; the factors tell whether their mean will do or alignment is needed first.
 */
public final class Advisor {
    private static final int WORST_LAYERS = 5;
    /** Of more, nobody reads the pairs. */
    private static final int MOST_DOMAINS = 100;
    private static final Ratio OPPOSED = Ratio.of(52, 100);
    /** A gap between the bases that chance does not make. */
    private static final Ratio TURNED = Ratio.of(5, 100);
    private static final double LEAST_BALANCE = 0.1;

    private final FsdMatrix factors;
    private final Optional<FsdMatrix> update;
    private final Map<DomainName, Long> seeds;
    private final Set<DomainName> inert;
    private final BiFunction<DomainName, DomainName, String> doubt;
    private final BiFunction<DomainName, DomainName, Optional<Similarity>> similarity;

    /**
     * @param factors counts of the space as stored
     * @param update counts of the updates, for LoRA spaces
     * @param seeds init seed by domain, as far as the producers gave them
     */
    public Advisor(FsdMatrix factors, Optional<FsdMatrix> update, Map<DomainName, Long> seeds) {
        this(factors, update, seeds, Set.of(), (one, other) -> "", (one, other) -> Optional.empty());
    }

    /**
     * @param inert domains whose adapters change nothing
     * @param doubt what speaks against one base model of two domains, empty where nothing does
     * @param similarity of the updates of two domains, empty where it is not known
     */
    public Advisor(FsdMatrix factors, Optional<FsdMatrix> update, Map<DomainName, Long> seeds, Set<DomainName> inert,
            BiFunction<DomainName, DomainName, String> doubt,
            BiFunction<DomainName, DomainName, Optional<Similarity>> similarity) {
        this.similarity = similarity;
        this.doubt = doubt;
        this.inert = Set.copyOf(inert);
        this.factors = factors;
        this.update = update;
        this.seeds = Map.copyOf(seeds);
    }

    /**
     * Refuses more domains than advice is about, before anything of them is read.
     *
     * @throws ShakerException {@code MIXTURE_REQUEST_INVALID}
     */
    public static void requireFew(int domains) {
        if (domains > MOST_DOMAINS) {
            throw MixtureErrors.invalid("domains", "advice about " + domains + " domains is "
                    + domains * (domains - 1L) / 2 + " pairs; name at most " + MOST_DOMAINS);
        }
    }

    /**
     * Judges these domains.
     *
     * @throws ShakerException {@code DOMAIN_UNKNOWN}, {@code MIXTURE_REQUEST_INVALID} for less than two domains
     */
    public Advice advise(Collection<DomainName> domains) {
        return judge(new TreeSet<>(domains), Optional.empty());
    }

    /** Judges the members that a request would choose, or says why it chooses none. */
    public Advice advise(MixtureOrder order) {
        try {
            MixturePlan plan = Mixer.plan(order);
            if (plan.domains().size() == 1) {
                return new Advice(Verdict.MIX, initialisation(Set.copyOf(plan.domains())), List.of(new Finding(
                        Reason.SHARED_DIRECTION, plan.domains(), "one member: the mixture is that adapter")), List.of(),
                        Optional.of(plan));
            }
            return judge(new TreeSet<>(plan.domains()), Optional.of(plan));
        } catch (ShakerException e) {
            return impossible(e);
        }
    }

    /** The advice about a request that fails: why it does. */
    public static Advice impossible(ShakerException cause) {
        return new Advice(Verdict.DO_NOT, Initialisation.UNKNOWN, List.of(new Finding(Reason.REQUEST_IMPOSSIBLE,
                List.of(), cause.code().wire() + ": " + cause.getMessage())), List.of(), Optional.empty());
    }

    private Advice judge(SortedSet<DomainName> domains, Optional<MixturePlan> plan) {
        if (domains.size() < 2) {
            throw MixtureErrors.invalid("domains", "advice is about at least two domains; name another one");
        }
        requireFew(domains.size());
        List<DomainName> names = List.copyOf(domains);
        List<PairAdvice> pairs = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (int a = 0; a < names.size(); a++) {
            for (int b = a + 1; b < names.size(); b++) {
                PairAdvice pair = pair(names.get(a), names.get(b));
                pairs.add(pair);
                String doubted = doubt.apply(pair.domainA(), pair.domainB());
                if (!doubted.isEmpty()) {
                    findings.add(new Finding(Reason.BASE_MODEL_UNCERTAIN, List.of(pair.domainA(), pair.domainB()),
                            "base models of '" + pair.domainA() + "' and '" + pair.domainB()
                                    + "' are known by name only, "
                                    + doubted + ": the weights behind them may differ; publish both with --base"));
                }
                if (!inert.contains(pair.domainA()) && !inert.contains(pair.domainB())) {
                    findings.addAll(findings(pair));
                }
            }
        }
        names.stream().filter(inert::contains).forEach(domain -> findings.add(new Finding(Reason.INERT, List.of(domain),
                "the adapter of '" + domain + "' changes nothing, its zeros agree with everybody; train and publish it"
                        + " again")));
        Initialisation initialisation = initialisation(domains);
        if (initialisation == Initialisation.DIFFERENT) {
            findings.add(new Finding(Reason.DIFFERENT_INITIALISATION, names,
                    "the adapters were initialised from different seeds; train a space from one seed"
                            + (update.isPresent() ? ", or merge the updates with 'concat' or 'svd'" : "")));
        }
        if (findings.isEmpty()) {
            findings.add(new Finding(Reason.SHARED_DIRECTION, names, "every pair shares its direction"));
        }
        findings.sort(Comparator.comparing((Finding f) -> f.reason().verdict()).reversed()
                .thenComparing(Finding::reason));
        pairs.sort(Comparator.comparing((PairAdvice p) -> deciding(p).map(PairConflicts::fsdBothNonZero)
                .orElse(Ratio.of(1, 1))).reversed());
        return new Advice(findings.get(0).reason().verdict(), initialisation, findings, pairs, plan);
    }

    private List<Finding> findings(PairAdvice pair) {
        List<DomainName> domains = List.of(pair.domainA(), pair.domainB());
        String who = "'" + pair.domainA() + "' and '" + pair.domainB() + "'";
        Optional<PairConflicts> deciding = deciding(pair);
        if (deciding.isEmpty()) {
            return List.of(new Finding(Reason.NOT_COMPARABLE, domains,
                    "adapters of " + who + " cannot be compared; they are no mixture"));
        }
        List<Finding> findings = new ArrayList<>();
        Ratio fsd = deciding.get().fsdBothNonZero();
        if (fsd.compareTo(OPPOSED) > 0) {
            findings.add(new Finding(Reason.OPPOSED, domains, "adapters of " + who + " disagree in " + percent(fsd)
                    + " of signs, more than chance: their mean cancels; leave one out"));
        } else if (deciding.get().noSharedDirection()) {
            findings.add(new Finding(Reason.NO_SHARED_DIRECTION, domains, "adapters of " + who + " disagree in "
                    + percent(fsd) + " of signs, as strangers do" + pair.similarity().map(Advisor::shared).orElse("")
                    + ": expect their mean to be weaker than each alone"));
        }
        pair.similarity().filter(of -> of.balance().orElse(1) < LEAST_BALANCE)
                .ifPresent(of -> findings.add(new Finding(Reason.UNBALANCED, domains, unbalanced(pair, of))));
        if (pair.update().isPresent() && pair.factors().isEmpty()) {
            findings.add(new Finding(Reason.UPDATES_ONLY, domains, "adapters of " + who
                    + " differ in rank or targets; merge their updates with 'concat' or 'svd'"));
        }
        if (pair.update().isPresent() && pair.factors().isPresent()
                && pair.factors().get().fsdBothNonZero().minus(fsd).compareTo(TURNED) > 0) {
            findings.add(new Finding(Reason.FACTORS_TURNED, domains, "factors of " + who + " disagree in "
                    + percent(pair.factors().get().fsdBothNonZero()) + " of signs, their updates in " + percent(fsd)
                    + " only; align first, or use 'concat' or 'svd'"));
        }
        return findings;
    }

    private PairAdvice pair(DomainName a, DomainName b) {
        Optional<PairConflicts> stored = counts(factors, a, b);
        Optional<PairConflicts> product = update.flatMap(matrix -> counts(matrix, a, b));
        List<LayerConflicts> layers = new ArrayList<>(
                (update.isPresent() ? product : stored).map(PairConflicts::layers).orElse(List.of()));
        layers.sort(Comparator.comparing(LayerConflicts::fsdBothNonZero).reversed()
                .thenComparing(LayerConflicts::layer));
        return new PairAdvice(a, b, stored, product, similarity.apply(a, b),
                layers.subList(0, Math.min(WORST_LAYERS, layers.size())));
    }

    private Optional<PairConflicts> deciding(PairAdvice pair) {
        return update.isPresent() ? pair.update() : pair.factors();
    }

    private static Optional<PairConflicts> counts(FsdMatrix matrix, DomainName a, DomainName b) {
        return matrix.pair(index(matrix, a), index(matrix, b));
    }

    private static int index(FsdMatrix matrix, DomainName domain) {
        return matrix.indexOf(domain).orElseThrow(() -> MixtureErrors.unknownDomain(domain,
                matrix.entries().stream().map(FsdMatrix.Entry::domain).sorted().toList()));
    }

    private Initialisation initialisation(Set<DomainName> domains) {
        Set<Long> known = new HashSet<>();
        boolean all = true;
        for (DomainName domain : domains) {
            Long seed = seeds.get(domain);
            if (seed == null) {
                all = false;
            } else {
                known.add(seed);
            }
        }
        if (known.size() > 1) {
            return Initialisation.DIFFERENT;
        }
        return all ? Initialisation.SHARED : Initialisation.UNKNOWN;
    }

    private static String shared(Similarity similarity) {
        return similarity.cosine().isEmpty()
                ? ""
                : String.format(Locale.ROOT,
                        " (cosine of their updates %.3f, energy in shared directions %.1f %% and %.1f %%)",
                        similarity.cosine().getAsDouble(), 100 * similarity.sharedEnergyA().orElse(0),
                        100 * similarity.sharedEnergyB().orElse(0));
    }

    private static String unbalanced(PairAdvice pair, Similarity similarity) {
        return String.format(Locale.ROOT,
                "the updates of '%s' and '%s' have norms of %.3g and %.3g: their mean is nearly the greater one's alone;"
                        + " weight them, or look for a wrong alpha",
                pair.domainA(), pair.domainB(), similarity.a().norm(), similarity.b().norm());
    }

    private static String percent(Ratio ratio) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * ratio.toDouble());
    }
}
