package dev.shaker.pipeline.evaluation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.Wire;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.event.AccuracyMeasured;
import dev.shaker.event.AttackRequested;
import dev.shaker.event.EvaluationMeasured;
import dev.shaker.event.Failure;

/** Tells of evaluations that have ended. */
final class AccuracyEvents {
    private AccuracyEvents() {
    }

    /** The event that tells of an evaluation as it stands in the catalogue. */
    static AccuracyMeasured of(EvaluationView view, @Nullable Failure failure) {
        return new AccuracyMeasured(view.id().hex(), view.space().name(), failure == null ? "completed" : "failed",
                Wire.text(view.mixtureId()), view.adapterId().hex(), view.domain().name(), view.correct(), view.rows(),
                view.accuracy(),
                view.aloneAccuracy(), view.drop(), view.seconds(), view.device(), failure, underAttack(view),
                view.engine(), metrics(view));
    }

    private static AccuracyMeasured.@Nullable UnderAttack underAttack(EvaluationView view) {
        EvaluationView.UnderAttack measured = view.underAttack();
        AttackRequested attack = measured == null ? null : Attacks.write(measured.attack());
        if (measured == null || attack == null) {
            return null;
        }
        AttackOutcome.Effort effort = measured.effort();
        return new AccuracyMeasured.UnderAttack(attack, measured.correct(), view.share(measured.correct()),
                view.share(measured.aloneCorrect()), view.dropUnderAttack(),
                effort == null ? null : effort.wordsChanged(), effort == null ? null : effort.words(),
                effort == null ? null : effort.queries());
    }

    private static @Nullable List<EvaluationMeasured.Metric> metrics(EvaluationView view) {
        return view.metrics().isEmpty()
                ? null
                : view.metrics().stream().map(
                        metric -> new EvaluationMeasured.Metric(metric.name(), metric.value(), metric.stderr()))
                        .toList();
    }
}
