package dev.shaker.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.shaker.evaluation.Adversary;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.Row;

/**
 * TextFooler (Jin et al., "Is BERT Really Robust?", AAAI 2020, Algorithm 1) on the rows that a victim classifies right. Of a
 * pair the second text is attacked and the first stays, as its authors do with premise and hypothesis. Nothing is drawn: the
 * same rows and the same victim give the same outcome.
 */
public final class TextFooler {
    private final Attack.TextFooler attack;
    private final Language language;
    private final SentenceEncoder encoder;
    private final Victim victim;

    public TextFooler(Attack.TextFooler attack, Language language, SentenceEncoder encoder, Victim victim) {
        this.attack = attack;
        this.language = language;
        this.encoder = encoder;
        this.victim = victim;
    }

    /** @param clean the victim's logits of the rows as they are, [rows][labels] */
    public AttackOutcome attack(List<Row> rows, float[][] clean) {
        int correct = 0;
        long queries = 0;
        long words = 0;
        long changed = 0;
        List<Adversary> adversaries = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (Scores.highest(clean[i]) != row.label()) {
                continue;
            }
            RowAttack one = new RowAttack(attack, language, encoder, victim, row, clean[i]);
            Optional<RowAttack.Fooled> fooled = one.run();
            queries += one.queries();
            if (fooled.isEmpty()) {
                correct++;
                continue;
            }
            RowAttack.Fooled found = fooled.get();
            words += one.words();
            changed += found.wordsChanged();
            adversaries.add(new Adversary(i, row, found.row(), found.predicted(), found.wordsChanged(),
                    found.similarity()));
        }
        return new AttackOutcome(attack, correct, rows.size(), new AttackOutcome.Effort(changed, words, queries),
                adversaries);
    }
}
