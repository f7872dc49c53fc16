package dev.shaker.db;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.Adversary;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.event.AttackRequested;
import dev.shaker.event.Json;
import dev.shaker.pipeline.evaluation.Attacks;

/** What an evaluation's row says of its attack. */
final class AttackColumns {
    /** Rewritten rows that are kept to be looked at; how many there are is in the counts. */
    private static final int EXAMPLES = 20;

    private AttackColumns() {
    }

    static @Nullable String text(@Nullable AttackRequested attack) {
        return attack == null ? null : Json.text(attack);
    }

    static void write(AttackOutcome outcome, EvaluationEntity row) {
        row.attackCorrect = outcome.correct();
        row.attackRightRows = outcome.outcomes().bytes();
        if (!outcome.effort().equals(AttackOutcome.Effort.NONE)) {
            row.wordsChanged = outcome.effort().wordsChanged();
            row.words = outcome.effort().words();
            row.queries = outcome.effort().queries();
            row.adversaries = Json.text(outcome.adversaries().stream().limit(EXAMPLES).toList());
        }
    }

    static EvaluationView.@Nullable UnderAttack read(EvaluationEntity row, @Nullable EvaluationEntity alone) {
        if (row.attack == null) {
            return null;
        }
        try {
            AttackRequested attack = Json.mapper().readValue(row.attack, AttackRequested.class);
            List<Adversary> examples = row.adversaries == null
                    ? List.of()
                    : Json.mapper().readValue(row.adversaries, new TypeReference<>() {
                    });
            Long changed = row.wordsChanged;
            Long words = row.words;
            Long queries = row.queries;
            return new EvaluationView.UnderAttack(Attacks.read(attack), row.attackCorrect,
                    alone == null ? null : alone.attackCorrect,
                    changed == null || words == null || queries == null
                            ? null
                            : new AttackOutcome.Effort(changed, words, queries),
                    examples);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("evaluation " + row.id + " has an attack that is no JSON", e);
        }
    }
}
