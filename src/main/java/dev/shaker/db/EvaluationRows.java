package dev.shaker.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.MeasuredRows;
import dev.shaker.evaluation.OutsideResult;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.event.Json;
import dev.shaker.pipeline.evaluation.EvaluationLife;

import static java.util.Objects.requireNonNull;

/** Between the rows of evaluations and their life cycle. */
final class EvaluationRows {
    private EvaluationRows() {
    }

    static EvaluationLife read(EvaluationEntity row) {
        return switch (row.status) {
            case REQUESTED -> new EvaluationLife.Requested(row.measurements);
            case COMPLETED -> new EvaluationLife.Completed(row.measurements, Optional.empty(), Optional.empty(),
                    requireNonNull(row.finishedAt));
            case FAILED -> new EvaluationLife.Failed(row.measurements, row.failure.failure().orElseThrow(),
                    requireNonNull(row.finishedAt));
        };
    }

    /** What was measured before stays in the row until it is measured anew. */
    static void write(EvaluationLife life, EvaluationEntity row) {
        row.measurements = life.measurements();
        switch (life) {
            case EvaluationLife.Requested _ -> put(row, EvaluationStatus.REQUESTED, null);
            case EvaluationLife.Completed completed -> {
                put(row, EvaluationStatus.COMPLETED, completed.at());
                completed.result().ifPresent(result -> put(row, result));
                completed.outside().ifPresent(result -> put(row, result));
            }
            case EvaluationLife.Failed failed -> {
                put(row, EvaluationStatus.FAILED, failed.at());
                row.failure.set(failed.failure());
            }
        }
    }

    private static void put(EvaluationEntity row, EvaluationStatus status, @Nullable Instant finishedAt) {
        row.status = status;
        row.failure.clear();
        row.finishedAt = finishedAt;
    }

    private static void put(EvaluationEntity row, OutsideResult result) {
        row.correct = result.correct();
        row.total = result.rows();
        row.seconds = result.seconds();
        row.device = result.device();
        row.engine = result.engine();
        row.metrics = Json.text(result.metrics());
        String digits = result.correctRows();
        row.rightRows = digits == null ? null : RowOutcomes.ofDigits(digits).bytes();
    }

    static List<OutsideResult.Metric> metrics(EvaluationEntity row) {
        return row.metrics == null
                ? List.of()
                : List.of(Json.mapper().convertValue(Json.tree(row.metrics), OutsideResult.Metric[].class));
    }

    /** Whether the row says just that. */
    static boolean says(EvaluationEntity row, OutsideResult result) {
        return result.equals(new OutsideResult(String.valueOf(row.engine), row.total, row.correct,
                outcomes(row, row.rightRows).map(RowOutcomes::digits).orElse(null), metrics(row), row.seconds,
                row.device));
    }

    /** What was measured before stays readable no longer than until it is measured anew: such rows are of no result. */
    static Optional<MeasuredRows> measured(EvaluationEntity row) {
        return row.status == EvaluationStatus.COMPLETED
                ? outcomes(row, row.rightRows)
                        .map(plain -> new MeasuredRows(plain, outcomes(row, row.attackRightRows)))
                : Optional.empty();
    }

    private static Optional<RowOutcomes> outcomes(EvaluationEntity row, byte @Nullable [] bits) {
        Integer rows = row.total;
        return bits == null || rows == null ? Optional.empty() : Optional.of(RowOutcomes.ofBytes(rows, bits));
    }

    private static void put(EvaluationEntity row, EvaluationResult result) {
        row.correct = result.correct();
        row.total = result.total();
        row.seconds = result.seconds();
        row.device = result.device();
        row.engine = null;
        row.metrics = null;
        row.rightRows = result.outcomes().bytes();
        result.attack().ifPresent(outcome -> AttackColumns.write(outcome, row));
    }
}
