package dev.shaker.event;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Whether a mixture may be released under a policy. Drops and accuracies are shares: 0.01 is one point.
 *
 * @param verdictId SHA-256 of mixture, policy and everything that was measured: the same question has one answer
 * @param supersedes the verdict on the same mixture and policy that was told before, null for the first
 * @param outcome {@code pass}, {@code fail} or {@code inconclusive}
 * @param ok whether it is {@code pass}
 * @param domains by domain, rows as they are before attacks
 * @param also the policy's further limits
 * @param refusals what keeps the verdict from being a better one
 * @param members of the mixture
 * @param stale whether a member was superseded or withdrawn
 * @param settled whether only another mixture, policy or measurement can change it
 */
public record VerdictReached(String verdictId, @Nullable String supersedes, String space, String mixtureId,
        PolicyUsed policy, String outcome, boolean ok, String summary, List<OnDomain> domains, List<Also> also,
        List<Refusal> refusals, List<FsdUpdated.AdapterOfDomain> members, boolean stale,
        boolean settled) implements EventData {
    public VerdictReached {
        domains = Absent.asEmpty(domains);
        also = Absent.asEmpty(also);
        refusals = Absent.asEmpty(refusals);
        members = Absent.asEmpty(members);
    }

    /** @param digest SHA-256 of its content */
    public record PolicyUsed(String name, String digest) {}

    /**
     * One domain, as it is or under one attack.
     *
     * @param attack null for rows as they are
     * @param rows that the adapter alone and the mixture both classified, null where they cannot be compared, as all figures
     * @param alone accuracy of the domain's own adapter
     * @param mixed accuracy of the mixture
     * @param aloneOnly rows the adapter alone has right and the mixture wrong
     * @param mixedOnly the reverse
     * @param drop alone - mixed
     * @param low lower end of the drop's interval (Tango 1998)
     * @param high upper end
     * @param pValue of "the drop is at least maxDrop"
     * @param needsRows with how many rows it might pass, where that can be told
     * @param reason in words, where it did not pass
     * @param evaluations alone and mixed
     */
    public record OnDomain(String domain, @Nullable AttackRequested attack, @Nullable Integer rows,
            @Nullable Double alone, @Nullable Double mixed, @Nullable Integer aloneOnly, @Nullable Integer mixedOnly,
            @Nullable Double drop, @Nullable Double low, @Nullable Double high, @Nullable Double pValue,
            double maxDrop, String outcome, @Nullable Long needsRows, @Nullable String reason,
            List<String> evaluations) {
        public OnDomain {
            evaluations = Absent.asEmpty(evaluations);
        }
    }

    /**
     * A limit beside drops of domains.
     *
     * @param name {@code meanDrop} or {@code minAccuracy}
     * @param domain null for all together
     */
    public record Also(String name, @Nullable String domain, double value, double low, double high, double limit,
            String outcome) {}

    /**
     * @param code what is wrong, for machines
     * @param message names the thing, the place and the remedy; for people
     */
    public record Refusal(String code, @Nullable String domain, @Nullable String evaluation, String message) {}

    @Override
    public String key() {
        return space;
    }
}
