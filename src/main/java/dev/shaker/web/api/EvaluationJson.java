package dev.shaker.web.api;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.Wire;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.OutsideResult;
import dev.shaker.web.lists.CsvTable;

/**
 * One evaluation: an adapter alone, or a mixture, on one domain's rows.
 *
 * @param mixtureId missing for an adapter alone
 * @param status {@code "requested"}, {@code "completed"} or {@code "failed"}
 * @param drop accuracy alone minus accuracy mixed, for mixtures
 * @param underAttack for an evaluation under attack: all other figures are of the rows as they are
 * @param engine who measured it, missing for Shaker itself
 * @param metrics further figures of that engine
 */
public record EvaluationJson(String id, String space, @Nullable String mixtureId, String adapterId, String domain,
        String split, @Nullable Integer rowLimit, String status, @Nullable Integer correct, @Nullable Integer rows,
        @Nullable Double accuracy, @Nullable Integer aloneCorrect, @Nullable Double aloneAccuracy,
        @Nullable Double drop, @Nullable Double seconds, @Nullable String device, @Nullable ErrorJson error,
        Instant requestedAt, @Nullable Instant finishedAt, @Nullable UnderAttackJson underAttack,
        @Nullable String engine, @Nullable List<OutsideResult.Metric> metrics) {
    static final CsvTable<EvaluationJson> CSV = CsvTable.begin("domain", EvaluationJson::domain)
            .with("id", EvaluationJson::id).with("mixture_id", EvaluationJson::mixtureId)
            .with("adapter_id", EvaluationJson::adapterId).with("row_limit", EvaluationJson::rowLimit)
            .with("status", EvaluationJson::status).with("correct", EvaluationJson::correct)
            .with("rows", EvaluationJson::rows).with("accuracy", EvaluationJson::accuracy)
            .with("alone_accuracy", EvaluationJson::aloneAccuracy).with("drop", EvaluationJson::drop)
            .with("attack", EvaluationJson::attack)
            .with("accuracy_under_attack", EvaluationJson::accuracyUnderAttack)
            .with("engine", EvaluationJson::engine).with("seconds", EvaluationJson::seconds)
            .with("device", EvaluationJson::device)
            .with("error", one -> ErrorJson.codeOf(one.error())).with("requested_at", EvaluationJson::requestedAt)
            .with("finished_at", EvaluationJson::finishedAt);

    static EvaluationJson of(EvaluationView view) {
        return of(view, false);
    }

    private @Nullable Double accuracyUnderAttack() {
        return underAttack == null ? null : underAttack.accuracy();
    }

    private @Nullable String attack() {
        return underAttack == null || underAttack.attack() == null ? null : underAttack.attack().name();
    }

    /** With examples of rows that fool. */
    static EvaluationJson detailed(EvaluationView view) {
        return of(view, true);
    }

    private static EvaluationJson of(EvaluationView view, boolean detailed) {
        return new EvaluationJson(view.id().hex(), view.space().name(), Wire.text(view.mixtureId()),
                view.adapterId().hex(), view.domain().name(),
                view.split(), view.rowLimit(), Wire.name(view.status()), view.correct(), view.rows(),
                view.accuracy(), view.aloneCorrect(), view.aloneAccuracy(), view.drop(), view.seconds(), view.device(),
                ErrorJson.of(view.errorCode(), view.errorMessage(), view.errorDetails()), view.requestedAt(),
                view.finishedAt(), UnderAttackJson.of(view, detailed), view.engine(),
                view.metrics().isEmpty() ? null : view.metrics());
    }
}
