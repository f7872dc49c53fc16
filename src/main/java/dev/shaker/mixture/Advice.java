package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.shaker.error.Wire;
import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.DomainName;
import dev.shaker.similarity.Similarity;

/**
 * The answer to "may these be mixed?", before anything is mixed.
 *
 * @param verdict the worst of the findings
 * @param initialisation whether the adapters started from one point, as their producers say
 * @param findings reasons, the gravest first
 * @param pairs every pair of the domains asked about, the most conflicting first
 * @param plan the dry run of the request, empty where none was given or it is impossible
 * @param costs of the mixture for its members
 */
public record Advice(Verdict verdict, Initialisation initialisation, List<Finding> findings, List<PairAdvice> pairs,
        Optional<MixturePlan> plan, Costs costs) {
    /** From signs alone. */
    public Advice(Verdict verdict, Initialisation initialisation, List<Finding> findings, List<PairAdvice> pairs,
            Optional<MixturePlan> plan) {
        this(verdict, initialisation, findings, pairs, plan, Costs.NONE);
    }

    /** The same with what mixing costs, which may change the verdict. */
    public Advice costing(Costs known) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(known.findings());
        all.sort(Comparator.comparing((Finding finding) -> finding.reason().verdict()).reversed()
                .thenComparing(Finding::reason));
        return new Advice(all.getFirst().reason().verdict(), initialisation, all, pairs, plan, known);
    }

    /** From good to bad. */
    public enum Verdict {
        /** Measurements say that it costs little. */
        MIX,
        /** Signs do not speak against it, and what it costs is not known. */
        NOT_MEASURED,
        /** It costs something, or may. */
        CAUTION,
        /** It costs too much, or is impossible. */
        DO_NOT;

        public String wire() {
            return Wire.name(this);
        }
    }

    /** What is known of the random numbers that the adapters started from. */
    public enum Initialisation {
        SHARED, DIFFERENT, UNKNOWN;

        public String wire() {
            return Wire.name(this);
        }
    }

    /** Kinds of reasons; their names are stable on the wire. */
    public enum Reason {
        /** The two cannot be compared in the deciding basis, so no method mixes them. */
        NOT_COMPARABLE(Verdict.DO_NOT),
        /** The dry run of the request fails. */
        REQUEST_IMPOSSIBLE(Verdict.DO_NOT),
        /** An adapter changes nothing, so nothing is gained by mixing it. */
        INERT(Verdict.DO_NOT),
        /** A member loses more than ten points, as measurements tell. */
        GREAT_LOSS(Verdict.DO_NOT),
        /** More signs disagree than agree. */
        OPPOSED(Verdict.DO_NOT),
        /** A member loses something, or may: more than three points are not ruled out. */
        LOSS_EXPECTED(Verdict.CAUTION),
        /** FSD is within 0.02 of one half: the two point nowhere together. */
        NO_SHARED_DIRECTION(Verdict.CAUTION),
        /** Nothing but a name says that the two have one base model, and another revision or number format of it is named. */
        BASE_MODEL_UNCERTAIN(Verdict.CAUTION),
        /** The producers name different init seeds. */
        DIFFERENT_INITIALISATION(Verdict.CAUTION),
        /** The updates agree better than the factors: one factorisation is turned against the other. */
        FACTORS_TURNED(Verdict.CAUTION),
        /** One update is more than ten times the other: their mean is the greater one's. */
        UNBALANCED(Verdict.CAUTION),
        /** Comparable as updates only: ranks or targets differ. */
        UPDATES_ONLY(Verdict.CAUTION),
        /** What mixing costs a member cannot be told from anything that was measured. */
        NOT_MEASURED(Verdict.NOT_MEASURED),
        /** A member loses three points at most, as measurements tell. */
        LITTLE_LOSS(Verdict.MIX),
        /** No sign speaks against it. */
        SHARED_DIRECTION(Verdict.MIX);

        private final Verdict verdict;

        Reason(Verdict verdict) {
            this.verdict = verdict;
        }

        public Verdict verdict() {
            return verdict;
        }

        public String wire() {
            return Wire.name(this);
        }
    }

    /** One reason: what, about which domains, and what to do about it. */
    public record Finding(Reason reason, List<DomainName> domains, String message) {
        public Finding {
            domains = List.copyOf(domains);
        }
    }

    /**
     * Two adapters in both bases.
     *
     * @param factors counts as stored, empty where not comparable so
     * @param update counts of the updates, empty for bottlenecks
     * @param similarity of the updates in total, empty for bottlenecks and where the weights were not read
     * @param worstLayers layers of the deciding basis, the most conflicting first
     */
    public record PairAdvice(DomainName domainA, DomainName domainB, Optional<PairConflicts> factors,
            Optional<PairConflicts> update, Optional<Similarity> similarity, List<LayerConflicts> worstLayers) {
        public PairAdvice {
            worstLayers = List.copyOf(worstLayers);
        }
    }

    public Advice {
        findings = List.copyOf(findings);
        pairs = List.copyOf(pairs);
    }
}
