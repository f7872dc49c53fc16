package dev.shaker.evaluation.attack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.Row;

/** TextFooler on one row. All deletions are one question to the victim, and so are all candidates for one word. */
final class RowAttack {
    private final Attack.TextFooler attack;
    private final Language language;
    private final SentenceEncoder encoder;
    private final Victim victim;
    private final Row row;
    private final double clean;
    private final boolean second;
    private final TextTokens original;
    private final List<PartOfSpeech> parts;
    private float @Nullable [] meaning;
    /** The first is the row as it is: who attacks has seen that the victim knows it. */
    private long queries = 1;

    /** @param logits the victim's of the row as it is */
    RowAttack(Attack.TextFooler attack, Language language, SentenceEncoder encoder, Victim victim, Row row,
            float[] logits) {
        this.attack = attack;
        this.language = language;
        this.encoder = encoder;
        this.victim = victim;
        this.row = row;
        this.clean = Scores.probability(logits, row.label());
        this.second = !row.textB().isEmpty();
        this.original = TextTokens.of(second ? row.textB() : row.textA());
        this.parts = language.tagger().tag(original.tokens());
    }

    /** The row that fools the victim. */
    record Fooled(Row row, int predicted, int wordsChanged, double similarity) {}

    /** A word that may be replaced: where it stands, by what, and what its deletion takes from the true class's score. */
    private record Target(int at, List<String> synonyms, double importance) {}

    private record Candidate(TextTokens tokens, double similarity) {}

    /** What came of one word's candidates: the text to go on with, and whether it fools the victim already. */
    private record Step(Candidate candidate, double score, int predicted, boolean flipped) {}

    int words() {
        return original.words();
    }

    long queries() {
        return queries;
    }

    Optional<Fooled> run() {
        TextTokens current = original;
        double score = clean;
        int changed = 0;
        for (Target target : ranked(replaceable())) {
            Optional<Step> step = best(candidates(current, target), score);
            if (step.isEmpty()) {
                continue;
            }
            changed++;
            current = step.get().candidate().tokens();
            score = step.get().score();
            if (step.get().flipped()) {
                return Optional.of(new Fooled(row(current.text()), step.get().predicted(), changed,
                        step.get().candidate().similarity()));
            }
        }
        return Optional.empty();
    }

    /** Words of an open class that are no stop words and have synonyms: no other is worth a question. */
    private List<Target> replaceable() {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < original.size(); i++) {
            if (parts.get(i) == PartOfSpeech.OTHER || !original.isWord(i) || StopWords.contain(original.lower(i))) {
                continue;
            }
            List<String> synonyms = language.synonyms().of(original.lower(i), parts.get(i), attack.candidates());
            if (!synonyms.isEmpty()) {
                targets.add(new Target(i, synonyms, 0));
            }
        }
        return targets;
    }

    /** By the drop of the true class's score when the word is deleted, the greatest first, then by place. */
    private List<Target> ranked(List<Target> targets) {
        if (targets.isEmpty()) {
            return targets;
        }
        List<Row> deletions = new ArrayList<>(targets.size());
        for (Target target : targets) {
            deletions.add(row(original.without(target.at())));
        }
        float[][] logits = ask(deletions);
        List<Target> ranked = new ArrayList<>(targets.size());
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            ranked.add(new Target(target.at(), target.synonyms(),
                    clean - Scores.probability(logits[i], row.label())));
        }
        ranked.sort(Comparator.comparingDouble(Target::importance).reversed().thenComparingInt(Target::at));
        return ranked;
    }

    /** Texts with a synonym of the same part of speech in its sentence, still similar to the text as it was at first. */
    private List<Candidate> candidates(TextTokens current, Target target) {
        List<TextTokens> fitting = new ArrayList<>();
        for (String synonym : target.synonyms()) {
            TextTokens changed = current.with(target.at(), synonym);
            if (language.tagger().tag(changed.tokens()).get(target.at()) == parts.get(target.at())) {
                fitting.add(changed);
            }
        }
        if (fitting.isEmpty()) {
            return List.of();
        }
        float[] before = meaning();
        float[][] after = encoder.encode(fitting.stream().map(TextTokens::text).toList());
        List<Candidate> similar = new ArrayList<>();
        for (int i = 0; i < after.length; i++) {
            double similarity = Scores.cosine(before, after[i]);
            if (similarity >= attack.similarity()) {
                similar.add(new Candidate(fitting.get(i), similarity));
            }
        }
        return similar;
    }

    private float[] meaning() {
        float[] known = meaning;
        if (known == null) {
            known = encoder.encode(List.of(original.text()))[0];
            meaning = known;
        }
        return known;
    }

    /**
     * Of the candidates that flip the prediction the one most similar to the original; where none does, the one that lowers
     * the true class's score most; where none lowers it, nothing. Ties go to the likelier synonym.
     */
    private Optional<Step> best(List<Candidate> candidates, double score) {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        float[][] logits = ask(candidates.stream().map(candidate -> row(candidate.tokens().text())).toList());
        Step best = null;
        for (int i = 0; i < logits.length; i++) {
            Step step = new Step(candidates.get(i), Scores.probability(logits[i], row.label()),
                    Scores.highest(logits[i]), Scores.flipped(logits[i], row.label()));
            if ((step.flipped() || step.score() < score) && (best == null || better(step, best))) {
                best = step;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean better(Step step, Step best) {
        if (step.flipped() != best.flipped()) {
            return step.flipped();
        }
        return step.flipped()
                ? step.candidate().similarity() > best.candidate().similarity()
                : step.score() < best.score();
    }

    private float[][] ask(List<Row> rows) {
        queries += rows.size();
        return victim.logits(rows);
    }

    private Row row(String text) {
        return second ? new Row(row.label(), row.textA(), text) : new Row(row.label(), text, row.textB());
    }
}
