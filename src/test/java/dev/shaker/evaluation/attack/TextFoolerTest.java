package dev.shaker.evaluation.attack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.shaker.evaluation.Adversary;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.rows.Row;

import static org.assertj.core.api.Assertions.assertThat;

/** The algorithm against a victim that adds up words: what it must do can be worked out by hand. */
class TextFoolerTest {
    /** What each word adds to the logit of class 1; class 0 has logit 0. */
    private final Map<String, Double> weights = new HashMap<>();
    private final Map<String, List<String>> synonyms = new HashMap<>();
    private final Map<String, PartOfSpeech> parts = new HashMap<>();
    /** How far a word moves a sentence away from its meaning, in radians. */
    private final Map<String, Double> foreign = new HashMap<>();
    private final List<List<String>> asked = new ArrayList<>();

    @Test
    void theWordWhoseDeletionCostsMostIsReplacedFirst() {
        // Given
        word("fine", 1, "good", 0.5);
        word("superb", 2, "grand", -2);

        // When
        AttackOutcome outcome = attack(new Row(1, "a fine and superb film", ""));

        // Then
        assertThat(outcome.adversaries()).singleElement()
                .isEqualTo(new Adversary(0, new Row(1, "a fine and superb film", ""),
                        new Row(1, "a fine and grand film", ""), 0, 1, 1));
        assertThat(asked.getFirst()).containsExactly("a and superb film", "a fine and film");
        assertThat(outcome.correct()).isZero();
        assertThat(outcome.effort()).isEqualTo(new AttackOutcome.Effort(1, 5, 1 + 2 + 1));
    }

    @Test
    void equallyImportantWordsAreTakenInTheirOrder() {
        word("fine", 1, "good", 0.5);
        word("neat", 1, "tidy", 0.5);

        attack(new Row(1, "neat and fine", ""));

        assertThat(asked.get(1)).containsExactly("tidy and fine");
    }

    @Test
    void whereNoReplacementFlipsTheOneThatLowersTheScoreMostStaysAndTheNextWordFollows() {
        word("superb", 3, "grand", 2);
        synonyms.put("superb", List.of("grand", "great", "huge"));
        weights.put("great", 1.0);
        weights.put("huge", 4.0);
        word("fine", 1, "good", -2);

        AttackOutcome outcome = attack(new Row(1, "fine superb", ""));

        assertThat(asked.get(1)).containsExactly("fine grand", "fine great", "fine huge");
        assertThat(asked.get(2)).containsExactly("good great");
        assertThat(outcome.adversaries().getFirst().changed().textA()).isEqualTo("good great");
        assertThat(outcome.effort()).isEqualTo(new AttackOutcome.Effort(2, 2, 1 + 2 + 3 + 1));
    }

    @Test
    void aReplacementThatRaisesTheScoreIsNotMade() {
        word("superb", 3, "grand", 4);
        word("fine", 1, "good", 0.5);

        AttackOutcome outcome = attack(new Row(1, "fine superb", ""));

        assertThat(asked.get(2)).containsExactly("good superb");
        assertThat(outcome.correct()).isEqualTo(1);
        assertThat(outcome.adversaries()).isEmpty();
        // The words of a row that withstands are not counted as changed.
        assertThat(outcome.effort()).isEqualTo(new AttackOutcome.Effort(0, 0, 1 + 2 + 1 + 1));
    }

    @Test
    void ofReplacementsThatFlipTheMostSimilarIsTaken() {
        word("superb", 3, "grand", -5);
        synonyms.put("superb", List.of("grand", "great"));
        weights.put("great", -1.0);
        foreign.put("grand", 0.3);
        foreign.put("great", 0.2);

        Adversary found = attack(new Row(1, "superb film", "")).adversaries().getFirst();

        assertThat(found.changed().textA()).isEqualTo("great film");
        assertThat(found.similarity()).isCloseTo(Math.cos(0.2), org.assertj.core.data.Offset.offset(1e-6));
    }

    @Test
    void aReplacementThatChangesTheSentenceTooMuchIsNotEvenAsked() {
        word("superb", 3, "grand", -5);
        synonyms.put("superb", List.of("grand", "great"));
        weights.put("great", -1.0);
        // The cosine must be at least 0.84.
        foreign.put("grand", Math.acos(0.83));
        foreign.put("great", Math.acos(0.85));

        attack(new Row(1, "superb film", ""));

        assertThat(asked.get(1)).containsExactly("great film");
    }

    @Test
    void similarityIsHeldAgainstTheTextAsItWasAtFirst() {
        word("superb", 3, "grand", 2);
        word("fine", 1, "good", -9);
        foreign.put("grand", 0.4);
        foreign.put("good", 0.4);

        // Each step alone would pass, cos 0.4 = 0.92; both together do not, cos 0.8 = 0.70.
        assertThat(attack(new Row(1, "fine superb", "")).adversaries()).isEmpty();
    }

    @Test
    void aSynonymOfAnotherPartOfSpeechIsNotAsked() {
        word("superb", 3, "grand", -5);
        parts.put("grand", PartOfSpeech.NOUN);

        assertThat(attack(new Row(1, "superb film", "")).correct()).isEqualTo(1);
        assertThat(asked).containsExactly(List.of("film"));
    }

    @Test
    void stopWordsNamesAndPunctuationStayAsTheyAre() {
        word("not", 3, "never", -5);
        word("oslo", 3, "bergen", -5);
        parts.put("oslo", PartOfSpeech.OTHER);
        parts.put("!", PartOfSpeech.NOUN);
        synonyms.put("!", List.of("?"));

        assertThat(attack(new Row(1, "not oslo !", "")).effort().queries()).isEqualTo(1);
        assertThat(asked).isEmpty();
    }

    @Test
    void aRowThatIsWrongAlreadyIsNotAttackedAndCountsAsWrong() {
        word("superb", 3, "grand", -5);

        AttackOutcome outcome = attack(new Row(0, "superb film", ""), new Row(1, "superb film", ""),
                new Row(1, "superb superb", ""));

        assertThat(outcome.total()).isEqualTo(3);
        assertThat(outcome.correct()).isZero();
        assertThat(outcome.adversaries()).extracting(Adversary::row).containsExactly(1, 2);
    }

    @Test
    void manyRowsAreAskedTogetherAndFareAsEachAlone() {
        // Given
        word("superb", 3, "grand", 2);
        word("fine", 1, "good", -3);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            rows.add(new Row(1, i % 3 == 0 ? "fine superb " + i : i % 3 == 1 ? "superb " + i : i + " fine", ""));
        }

        // When
        AttackOutcome together = attack(rows.toArray(Row[]::new));

        // Then: three groups of at most 64 rows, each with one batch of deletions and two of candidates
        assertThat(asked).hasSize(9);
        List<Adversary> alone = new ArrayList<>();
        long queries = 0;
        for (int i = 0; i < rows.size(); i++) {
            AttackOutcome one = attack(rows.get(i));
            queries += one.effort().queries();
            for (Adversary found : one.adversaries()) {
                alone.add(new Adversary(i, found.original(), found.changed(), found.predicted(), found.wordsChanged(),
                        found.similarity()));
            }
        }
        assertThat(together.adversaries()).hasSize(100).isEqualTo(alone);
        assertThat(together.effort().queries()).isEqualTo(queries);
    }

    @Test
    void ofAPairTheSecondTextIsAttacked() {
        word("superb", 3, "grand", -5);

        assertThat(attack(new Row(1, "superb", "Superb, so SUPERB!")).adversaries().getFirst().changed())
                .isEqualTo(new Row(1, "superb", "Grand, so GRAND!"));
    }

    @Test
    void theSameRowsGiveTheSameOutcome() {
        word("superb", 3, "grand", 2);
        word("fine", 1, "good", -2);
        Row[] rows = { new Row(1, "fine superb", ""), new Row(1, "superb and fine film", "") };

        assertThat(attack(rows)).isEqualTo(attack(rows));
    }

    @Test
    void aTextIsTakenApartAndPutTogetherAgain() {
        TextTokens tokens = TextTokens.of("  It's  a well-known \u201cFilm\u201d, no?");

        assertThat(tokens.tokens()).containsExactly("It's", "a", "well-known", "\u201c", "Film", "\u201d", ",", "no",
                "?");
        assertThat(tokens.text()).isEqualTo("  It's  a well-known \u201cFilm\u201d, no?");
        assertThat(tokens.words()).isEqualTo(5);
        assertThat(tokens.with(4, "movie").text()).isEqualTo("  It's  a well-known \u201cMovie\u201d, no?");
        assertThat(tokens.without(0)).isEqualTo("a well-known \u201cFilm\u201d, no?");
        assertThat(TextTokens.of("").text()).isEmpty();
    }

    private void word(String word, double weight, String synonym, double synonymWeight) {
        weights.put(word, weight);
        weights.put(synonym, synonymWeight);
        synonyms.put(word, List.of(synonym));
    }

    private AttackOutcome attack(Row... rows) {
        asked.clear();
        Language language = new Language((word, part, limit) -> synonyms.getOrDefault(word, List.of()),
                tokens -> tokens.stream()
                        .map(token -> parts.getOrDefault(token.toLowerCase(java.util.Locale.ROOT),
                                PartOfSpeech.ADJECTIVE))
                        .toList());
        Attack.TextFooler attack = new Attack.TextFooler(0.84, 0.8, 50, Optional.empty(), Optional.empty());
        float[][] clean = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            clean[i] = logits(rows[i]);
        }
        return new TextFooler(attack, language, this::encode, this::victim).attack(List.of(rows), clean);
    }

    private float[][] victim(List<Row> rows) {
        asked.add(rows.stream().map(Row::textA).toList());
        return rows.stream().map(this::logits).toArray(float[][]::new);
    }

    private float[] logits(Row row) {
        double sum = 0;
        for (String token : TextTokens.of(row.textA() + " " + row.textB()).tokens()) {
            sum += weights.getOrDefault(token.toLowerCase(java.util.Locale.ROOT), 0.0);
        }
        return new float[]{ 0, (float) sum };
    }

    private float[][] encode(List<String> texts) {
        return texts.stream().map(text -> {
            double angle = TextTokens.of(text).tokens().stream().mapToDouble(token -> foreign.getOrDefault(token, 0.0))
                    .sum();
            return new float[]{ (float) Math.cos(angle), (float) Math.sin(angle) };
        }).toArray(float[][]::new);
    }
}
