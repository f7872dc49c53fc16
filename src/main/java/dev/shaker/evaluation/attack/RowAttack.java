package dev.shaker.evaluation.attack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.rows.Row;

/**
 * TextFooler on one row. It asks nobody itself: it says what it wants to know and is told, so that many rows share a batch. First
 * {@link #deletions} and {@link #rank}; then, as long as there is a {@link #next} word, {@link #sentences} and {@link #compare},
 * {@link #questions} and {@link #answer}.
 */
final class RowAttack {
    private final Attack.TextFooler attack;
    private final Language language;
    private final int number;
    private final Row row;
    private final boolean second;
    private final TextTokens original;
    private final List<PartOfSpeech> parts;
    private final double clean;

    private List<Target> targets;
    private int target = -1;
    private TextTokens current;
    private double score;
    private int changed;
    private float @Nullable [] meaning;
    private List<TextTokens> fitting = List.of();
    private List<Candidate> candidates = List.of();
    private @Nullable Fooled fooled;
    /** The first is the row as it is: who attacks has seen that the victim knows it. */
    private long queries = 1;

    /**
     * @param number the row's place in the file
     * @param logits the victim's of the row as it is
     */
    RowAttack(Attack.TextFooler attack, Language language, int number, Row row, float[] logits) {
        this.attack = attack;
        this.language = language;
        this.number = number;
        this.row = row;
        this.clean = Logits.probability(logits, row.label());
        this.second = !row.textB().isEmpty();
        this.original = TextTokens.of(second ? row.textB() : row.textA());
        this.parts = language.tagger().tag(original.tokens());
        this.current = original;
        this.score = clean;
        this.targets = replaceable();
    }

    /** The row that fools the victim. */
    record Fooled(Row row, int predicted, int wordsChanged, double similarity) {}

    /** A word that may be replaced: where it stands, by what, and what its deletion takes from the true class's score. */
    private record Target(int at, List<String> synonyms, double importance) {}

    private record Candidate(TextTokens tokens, double similarity) {}

    /** What one candidate does to the victim. */
    private record Step(Candidate candidate, double score, int predicted, boolean flipped) {}

    int number() {
        return number;
    }

    Row row() {
        return row;
    }

    int words() {
        return original.words();
    }

    long queries() {
        return queries;
    }

    Optional<Fooled> fooled() {
        return Optional.ofNullable(fooled);
    }

    /** The row without each of the words that may be replaced. */
    List<Row> deletions() {
        queries += targets.size();
        return targets.stream().map(each -> row(original.without(each.at()))).toList();
    }

    /**
     * Ranks the words by the drop of the true class's score when they are deleted, the greatest first, then by place.
     *
     * @param logits of the deletions
     */
    void rank(List<float[]> logits) {
        List<Target> ranked = new ArrayList<>(targets.size());
        for (int i = 0; i < targets.size(); i++) {
            Target each = targets.get(i);
            ranked.add(new Target(each.at(), each.synonyms(),
                    clean - Logits.probability(logits.get(i), row.label())));
        }
        ranked.sort(Comparator.comparingDouble(Target::importance).reversed().thenComparingInt(Target::at));
        targets = ranked;
    }

    /** Goes to the next word with a synonym of the same part of speech in its sentence; false where it is over. */
    boolean next() {
        fitting = List.of();
        while (fooled == null && fitting.isEmpty() && target + 1 < targets.size()) {
            target++;
            Target word = targets.get(target);
            List<TextTokens> found = new ArrayList<>();
            for (String synonym : word.synonyms()) {
                TextTokens with = current.with(word.at(), synonym);
                if (language.tagger().tag(with.tokens()).get(word.at()) == parts.get(word.at())) {
                    found.add(with);
                }
            }
            fitting = found;
        }
        return !fitting.isEmpty();
    }

    /** Texts whose vectors it wants: the candidates, behind the text as it was at first where that is not known yet. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (meaning == null) {
            sentences.add(original.text());
        }
        fitting.forEach(tokens -> sentences.add(tokens.text()));
        return sentences;
    }

    /** Keeps the candidates that are similar to the text as it was at first. */
    void compare(List<float[]> vectors) {
        float[] before = meaning == null ? vectors.getFirst() : meaning;
        int first = meaning == null ? 1 : 0;
        meaning = before;
        List<Candidate> similar = new ArrayList<>();
        for (int i = 0; i < fitting.size(); i++) {
            double similarity = Logits.cosine(before, vectors.get(first + i));
            if (similarity >= attack.similarity()) {
                similar.add(new Candidate(fitting.get(i), similarity));
            }
        }
        candidates = similar;
    }

    /** The row with each candidate. */
    List<Row> questions() {
        queries += candidates.size();
        return candidates.stream().map(candidate -> row(candidate.tokens().text())).toList();
    }

    /**
     * Takes, of the candidates that flip the prediction, the one most similar to the original; where none does, the one that
     * lowers the true class's score most; where none lowers it, none. Ties go to the likelier synonym.
     */
    void answer(List<float[]> logits) {
        Step best = null;
        for (int i = 0; i < candidates.size(); i++) {
            Step step = new Step(candidates.get(i), Logits.probability(logits.get(i), row.label()),
                    Logits.highest(logits.get(i)), Logits.flipped(logits.get(i), row.label()));
            if ((step.flipped() || step.score() < score) && (best == null || better(step, best))) {
                best = step;
            }
        }
        if (best != null) {
            changed++;
            current = best.candidate().tokens();
            score = best.score();
            if (best.flipped()) {
                fooled = new Fooled(row(current.text()), best.predicted(), changed, best.candidate().similarity());
            }
        }
    }

    /** Words of an open class that are no stop words and have synonyms: no other is worth a question. */
    private List<Target> replaceable() {
        List<Target> found = new ArrayList<>();
        for (int i = 0; i < original.size(); i++) {
            if (parts.get(i) == PartOfSpeech.OTHER || !original.isWord(i) || StopWords.contain(original.lower(i))) {
                continue;
            }
            List<String> synonyms = language.synonyms().of(original.lower(i), parts.get(i), attack.candidates());
            if (!synonyms.isEmpty()) {
                found.add(new Target(i, synonyms, 0));
            }
        }
        return found;
    }

    private static boolean better(Step step, Step best) {
        if (step.flipped() != best.flipped()) {
            return step.flipped();
        }
        return step.flipped()
                ? step.candidate().similarity() > best.candidate().similarity()
                : step.score() < best.score();
    }

    private Row row(String text) {
        return second ? new Row(row.label(), row.textA(), text) : new Row(row.label(), text, row.textB());
    }
}
