package dev.shaker.gate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.paired.Finding;
import dev.shaker.evaluation.paired.Interval;
import dev.shaker.evaluation.paired.PairedCounts;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;

/**
 * Whether a mixture may be released.
 *
 * @param id SHA-256 of mixture, policy, and everything that was measured: the same question has one answer
 * @param domains by domain, then in the order of the policy's attacks, rows as they are first
 * @param also the policy's further limits
 * @param refusals what keeps the verdict from being a better one; none where everything was measured as it should be
 * @param settled whether it can change only with the mixture, the policy or another measurement
 */
public record Verdict(String id, GatedMixture mixture, Finding outcome, String summary, List<OnDomain> domains,
        List<Also> also, List<Refusal> refusals, boolean underWay, boolean settled) {
    public Verdict {
        domains = List.copyOf(domains);
        also = List.copyOf(also);
        refusals = List.copyOf(refusals);
    }

    /**
     * One domain, under one attack or none.
     *
     * @param measured empty where something keeps it from being compared
     * @param needsRows with how many rows it might pass, where it is inconclusive and that can be told
     * @param reason in words, where it did not pass
     * @param evaluations alone and mixed, those that there are
     */
    public record OnDomain(DomainName domain, Attack attack, double maxDrop, Optional<Paired> measured,
            Finding outcome, OptionalLong needsRows, Optional<String> reason, List<EvaluationId> evaluations) {
        public OnDomain {
            evaluations = List.copyOf(evaluations);
        }
    }

    /**
     * The comparison on the same rows.
     *
     * @param interval two-sided, of the drop
     * @param pValue of "the drop is at least maxDrop"
     */
    public record Paired(PairedCounts counts, int aloneRight, int mixedRight, Interval interval, double pValue) {}

    /**
     * A limit beside drops of domains.
     *
     * @param name {@code meanDrop} or {@code minAccuracy}
     * @param domain empty for all together
     * @param value what was measured
     */
    public record Also(String name, Optional<DomainName> domain, double value, Interval interval, double limit,
            Finding outcome) {}

    /** @param code as in {@link Side.Why}, or one of the verdict's own */
    public record Refusal(String code, Optional<DomainName> domain, Optional<EvaluationId> evaluation,
            String message) {}
}
