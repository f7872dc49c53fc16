package dev.shaker.web.api;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.Wire;
import dev.shaker.evaluation.EvaluationView;

/**
 * One evaluation: an adapter alone, or a mixture, on one domain's rows.
 *
 * @param mixtureId missing for an adapter alone
 * @param status {@code "requested"}, {@code "completed"} or {@code "failed"}
 * @param drop accuracy alone minus accuracy mixed, for mixtures
 * @param underAttack for an evaluation under attack: all other figures are of the rows as they are
 */
public record EvaluationJson(String id, String space, @Nullable String mixtureId, String adapterId, String domain,
        String split, @Nullable Integer rowLimit, String status, @Nullable Integer correct, @Nullable Integer rows,
        @Nullable Double accuracy, @Nullable Integer aloneCorrect, @Nullable Double aloneAccuracy,
        @Nullable Double drop, @Nullable Double seconds, @Nullable String device, @Nullable ErrorJson error,
        Instant requestedAt, @Nullable Instant finishedAt, @Nullable UnderAttackJson underAttack) {
    static EvaluationJson of(EvaluationView view) {
        return of(view, false);
    }

    /** With examples of rows that fool. */
    static EvaluationJson detailed(EvaluationView view) {
        return of(view, true);
    }

    private static EvaluationJson of(EvaluationView view, boolean detailed) {
        return new EvaluationJson(view.id(), view.space(), view.mixtureId(), view.adapterId(), view.domain(),
                view.split(), view.rowLimit(), Wire.name(view.status()), view.correct(), view.rows(),
                view.accuracy(), view.aloneCorrect(), view.aloneAccuracy(), view.drop(), view.seconds(), view.device(),
                ErrorJson.of(view.errorCode(), view.errorMessage(), view.errorDetails()), view.requestedAt(),
                view.finishedAt(), UnderAttackJson.of(view, detailed));
    }
}
