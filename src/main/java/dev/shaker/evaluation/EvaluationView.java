package dev.shaker.evaluation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;

/**
 * One evaluation as the catalogue tells: an adapter alone, or a mixture, on one domain's rows.
 *
 * @param mixtureId null when an adapter is evaluated alone
 * @param adapterId the adapter evaluated alone; for a mixture, the domain's own member
 * @param correct rows predicted right, null until completed
 * @param rows rows evaluated
 * @param aloneCorrect rows the domain's own adapter predicts right on the same rows, null where not known (yet)
 * @param underAttack how it fared under attack, null for an evaluation of rows as they are
 * @param engine who measured it, null for Shaker itself
 * @param metrics further figures of that engine
 */
public record EvaluationView(EvaluationId id, SpaceName space, @Nullable MixtureId mixtureId, AdapterId adapterId,
        DomainName domain,
        String split, @Nullable Integer rowLimit, EvaluationStatus status, @Nullable Integer correct,
        @Nullable Integer rows, @Nullable Integer aloneCorrect, @Nullable Double seconds, @Nullable String device,
        @Nullable String errorCode, @Nullable String errorMessage, Map<String, String> errorDetails,
        Instant requestedAt, @Nullable Instant finishedAt, @Nullable UnderAttack underAttack,
        @Nullable String engine, List<OutsideResult.Metric> metrics) {
    public EvaluationView {
        metrics = List.copyOf(metrics);
    }

    /** An evaluation of rows as they are. */
    public EvaluationView(EvaluationId id, SpaceName space, @Nullable MixtureId mixtureId, AdapterId adapterId,
            DomainName domain,
            String split, @Nullable Integer rowLimit, EvaluationStatus status, @Nullable Integer correct,
            @Nullable Integer rows, @Nullable Integer aloneCorrect, @Nullable Double seconds, @Nullable String device,
            @Nullable String errorCode, @Nullable String errorMessage, Map<String, String> errorDetails,
            Instant requestedAt, @Nullable Instant finishedAt) {
        this(id, space, mixtureId, adapterId, domain, split, rowLimit, status, correct, rows, aloneCorrect, seconds,
                device, errorCode, errorMessage, errorDetails, requestedAt, finishedAt, null, null, List.of());
    }

    /**
     * The same rows under attack.
     *
     * @param correct rows predicted right under attack, null until completed
     * @param aloneCorrect rows the domain's own adapter predicts right under the same attack, null where not known (yet)
     * @param effort what the attack took, null until completed or where it rewrites no text
     * @param examples some of the rewritten rows that fool the subject
     */
    public record UnderAttack(Attack attack, @Nullable Integer correct, @Nullable Integer aloneCorrect,
            AttackOutcome.@Nullable Effort effort, List<Adversary> examples) {
        public UnderAttack {
            examples = List.copyOf(examples);
        }
    }

    /** Accuracy in [0, 1], null until completed. */
    public @Nullable Double accuracy() {
        return share(correct);
    }

    /** Of the domain's own adapter, null where not known (yet). */
    public @Nullable Double aloneAccuracy() {
        return share(aloneCorrect);
    }

    /** A count of rows as a share of all rows evaluated. */
    public @Nullable Double share(@Nullable Integer count) {
        return count == null || rows == null || rows == 0 ? null : (double) count / rows;
    }

    /** Accuracy alone minus accuracy mixed, null while either is missing or for an adapter alone. */
    public @Nullable Double drop() {
        return drop(aloneCorrect, correct);
    }

    /** Accuracy alone minus accuracy mixed, both under attack; null as {@link #drop()}, or without an attack. */
    public @Nullable Double dropUnderAttack() {
        return underAttack == null ? null : drop(underAttack.aloneCorrect(), underAttack.correct());
    }

    private @Nullable Double drop(@Nullable Integer alone, @Nullable Integer mixed) {
        return mixtureId == null || mixed == null || alone == null || rows == null || rows == 0
                ? null
                : (double) (alone - mixed) / rows;
    }
}
