package dev.shaker.evaluation;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One evaluation as the catalogue tells: an adapter alone, or a mixture, on one domain's rows.
 *
 * @param mixtureId null when an adapter is evaluated alone
 * @param adapterId the adapter evaluated alone; for a mixture, the domain's own member
 * @param correct rows predicted right, null until completed
 * @param rows rows evaluated
 * @param aloneCorrect rows the domain's own adapter predicts right on the same rows, null where not known (yet)
 */
public record EvaluationView(String id, String space, @Nullable String mixtureId, String adapterId, String domain,
        String split, @Nullable Integer rowLimit, EvaluationStatus status, @Nullable Integer correct,
        @Nullable Integer rows, @Nullable Integer aloneCorrect, @Nullable Double seconds, @Nullable String device,
        @Nullable String errorCode, @Nullable String errorMessage, Map<String, String> errorDetails,
        Instant requestedAt, @Nullable Instant finishedAt) {
    /** Accuracy in [0, 1], null until completed. */
    public @Nullable Double accuracy() {
        return correct == null || rows == null || rows == 0 ? null : (double) correct / rows;
    }

    /** Accuracy alone minus accuracy mixed, null while either is missing or for an adapter alone. */
    public @Nullable Double drop() {
        return mixtureId == null || correct == null || aloneCorrect == null || rows == null || rows == 0
                ? null
                : (double) (aloneCorrect - correct) / rows;
    }
}
