package dev.shaker.web;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.EvaluationView;

/**
 * One evaluation: an adapter alone, or a mixture, on one domain's rows.
 *
 * @param mixtureId missing for an adapter alone
 * @param status {@code requested}, {@code completed} or {@code failed}
 * @param drop accuracy alone minus accuracy mixed, for mixtures
 */
public record EvaluationJson(String id, String space, @Nullable String mixtureId, String adapterId, String domain,
        String split, @Nullable Integer rowLimit, String status, @Nullable Integer correct, @Nullable Integer rows,
        @Nullable Double accuracy, @Nullable Integer aloneCorrect, @Nullable Double aloneAccuracy,
        @Nullable Double drop, @Nullable Double seconds, @Nullable String device, @Nullable ErrorJson error,
        Instant requestedAt, @Nullable Instant finishedAt) {
    static EvaluationJson of(EvaluationView view) {
        Integer alone = view.aloneCorrect();
        Integer rows = view.rows();
        Double aloneAccuracy = alone == null || rows == null || rows == 0 ? null : (double) alone / rows;
        return new EvaluationJson(view.id(), view.space(), view.mixtureId(), view.adapterId(), view.domain(),
                view.split(), view.rowLimit(), Wire.name(view.status()), view.correct(), rows, view.accuracy(), alone,
                aloneAccuracy, view.drop(), view.seconds(), view.device(),
                ErrorJson.of(view.errorCode(), view.errorMessage(), view.errorDetails()), view.requestedAt(),
                view.finishedAt());
    }
}
