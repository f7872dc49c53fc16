package dev.shaker.evaluation.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

import dev.shaker.evaluation.Adversary;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.evaluation.rows.Row;

/**
 * TextFooler (Jin et al., "Is BERT Really Robust?", AAAI 2020, Algorithm 1) on the rows that a victim classifies right. Of a
 * pair the second text is attacked and the first stays, as its authors do with premise and hypothesis. Nothing is drawn: the
 * same rows and the same victim give the same outcome. Rows go side by side, so that what they ask fills batches.
 */
public final class TextFooler {
    /** Rows that are attacked at a time: enough to fill a device, few enough to be held in memory with their candidates. */
    private static final int GROUP = 64;

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
        Tally tally = new Tally(rows.size());
        List<RowAttack> group = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (Logits.highest(clean[i]) == row.label()) {
                group.add(new RowAttack(attack, language, i, row, clean[i]));
            }
            if (group.size() == GROUP || i == rows.size() - 1) {
                run(group);
                group.forEach(tally::add);
                group.clear();
            }
        }
        return new AttackOutcome(attack, RowOutcomes.of(rows.size(), tally.right::get),
                new AttackOutcome.Effort(tally.changed, tally.words, tally.queries), tally.adversaries);
    }

    private void run(List<RowAttack> group) {
        together(group, RowAttack::deletions, victim::logits, RowAttack::rank);
        List<RowAttack> left = group.stream().filter(RowAttack::next).toList();
        while (!left.isEmpty()) {
            together(left, RowAttack::sentences, encoder::encode, RowAttack::compare);
            together(left, RowAttack::questions, victim::logits, RowAttack::answer);
            left = left.stream().filter(RowAttack::next).toList();
        }
    }

    /** Puts the questions of several rows as one, and hands each row its part of the answer. */
    private static <T> void together(List<RowAttack> rows, Function<RowAttack, List<T>> questions,
            Function<List<T>, float[][]> asked, BiConsumer<RowAttack, List<float[]>> answered) {
        List<T> all = new ArrayList<>();
        int[] ends = new int[rows.size()];
        for (int i = 0; i < ends.length; i++) {
            all.addAll(questions.apply(rows.get(i)));
            ends[i] = all.size();
        }
        List<float[]> answers = all.isEmpty() ? List.of() : Arrays.asList(asked.apply(all));
        for (int i = 0; i < ends.length; i++) {
            answered.accept(rows.get(i), answers.subList(i == 0 ? 0 : ends[i - 1], ends[i]));
        }
    }

    /** What has come of the rows so far. */
    private static final class Tally {
        private final List<Adversary> adversaries = new ArrayList<>();
        private final BitSet right;
        private long changed;
        private long words;
        private long queries;

        Tally(int rows) {
            right = new BitSet(rows);
        }

        void add(RowAttack one) {
            queries += one.queries();
            Optional<RowAttack.Fooled> fooled = one.fooled();
            if (fooled.isEmpty()) {
                right.set(one.number());
                return;
            }
            RowAttack.Fooled found = fooled.get();
            words += one.words();
            changed += found.wordsChanged();
            adversaries.add(new Adversary(one.number(), one.row(), found.row(), found.predicted(),
                    found.wordsChanged(), found.similarity()));
        }
    }
}
