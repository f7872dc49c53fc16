package dev.shaker.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.Adversary;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.event.AttackRequested;
import dev.shaker.pipeline.evaluation.Attacks;

/**
 * How an evaluation fared under attack.
 *
 * @param attack with all its parameters
 * @param drop accuracy alone minus accuracy mixed, both under attack, for mixtures
 * @param wordsChanged words replaced in the rows that fool
 * @param words all words of the attacked texts of those rows
 * @param queries rows that the model was asked to classify
 * @param examples some of the rows that fool, only where one evaluation is asked for
 */
public record UnderAttackJson(@Nullable AttackRequested attack, @Nullable Integer correct, @Nullable Double accuracy,
        @Nullable Integer aloneCorrect, @Nullable Double aloneAccuracy, @Nullable Double drop,
        @Nullable Long wordsChanged, @Nullable Long words, @Nullable Long queries,
        @Nullable List<Adversary> examples) {
    static @Nullable UnderAttackJson of(EvaluationView view, boolean detailed) {
        EvaluationView.UnderAttack measured = view.underAttack();
        if (measured == null) {
            return null;
        }
        AttackOutcome.Effort effort = measured.effort();
        return new UnderAttackJson(Attacks.write(measured.attack()), measured.correct(),
                view.share(measured.correct()), measured.aloneCorrect(), view.share(measured.aloneCorrect()),
                view.dropUnderAttack(), effort == null ? null : effort.wordsChanged(),
                effort == null ? null : effort.words(), effort == null ? null : effort.queries(),
                detailed ? measured.examples() : null);
    }
}
