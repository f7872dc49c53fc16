package dev.shaker.words;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.evaluation.attack.PartOfSpeech;

import static org.assertj.core.api.Assertions.assertThat;

/** WordNet 3.1 and OpenNLP's tagger themselves. */
class EnglishWordsTest {
    private static final WordNetSynonyms WORDNET = new WordNetSynonyms();
    private static final OpenNlpTagger TAGGER = new OpenNlpTagger();

    @ParameterizedTest
    @CsvSource({ "dreadful,ADJECTIVE,awful", "big,ADJECTIVE,large", "car,NOUN,automobile", "shops,NOUN,stores",
            "repairing,VERB,fixing", "started,VERB,commenced", "quickly,ADVERB,rapidly" })
    void wordNetKnowsSynonymsAndTheirInflections(String word, PartOfSpeech part, String synonym) {
        assertThat(WORDNET.of(word, part, 50)).contains(synonym).doesNotContain(word).doesNotHaveDuplicates();
    }

    @Test
    void anIrregularSynonymIsNotInflectedByRule() {
        assertThat(WORDNET.of("purchase", PartOfSpeech.VERB, 50)).contains("buy");
        assertThat(WORDNET.of("purchased", PartOfSpeech.VERB, 50)).doesNotContain("buyed", "buy");
    }

    @Test
    void aWordOfAnotherPartOfSpeechHasOtherSynonyms() {
        assertThat(WORDNET.of("plant", PartOfSpeech.NOUN, 50)).contains("works").doesNotContain("engraft");
        assertThat(WORDNET.of("plant", PartOfSpeech.VERB, 50)).contains("engraft").doesNotContain("works");
    }

    @Test
    void phrasesNamesAndUnknownWordsAreNoSynonyms() {
        assertThat(WORDNET.of("car", PartOfSpeech.NOUN, 50)).allMatch(word -> word.matches("[a-z]+"));
        assertThat(WORDNET.of("qwrtz", PartOfSpeech.NOUN, 50)).isEmpty();
        assertThat(WORDNET.of("oslo", PartOfSpeech.OTHER, 50)).isEmpty();
    }

    @Test
    void noMoreSynonymsThanAskedForTheLikeliestFirst() {
        List<String> all = WORDNET.of("film", PartOfSpeech.NOUN, 50);

        assertThat(all).first().isEqualTo("movie");
        assertThat(WORDNET.of("film", PartOfSpeech.NOUN, 2)).isEqualTo(all.subList(0, 2));
    }

    @Test
    void theTaggerTellsPartsOfSpeechFromTheSentence() {
        assertThat(TAGGER.tag(List.of("they", "plant", "a", "big", "tree", "very", "carefully", "."))).containsExactly(
                PartOfSpeech.OTHER, PartOfSpeech.VERB, PartOfSpeech.OTHER, PartOfSpeech.ADJECTIVE, PartOfSpeech.NOUN,
                PartOfSpeech.ADVERB, PartOfSpeech.ADVERB, PartOfSpeech.OTHER);
        assertThat(TAGGER.tag(List.of("the", "plant", "is", "green"))).element(1).isEqualTo(PartOfSpeech.NOUN);
        assertThat(TAGGER.tag(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "NOUN,city,cities,box,boxes", "NOUN,day,days,church,churches", "VERB,stop,stopped,fix,fixed",
            "VERB,carry,carried,open,opened", "VERB,make,making,see,seeing", "VERB,plan,planning,visit,visiting",
            "ADJECTIVE,big,bigger,late,later", "ADJECTIVE,happy,happiest,cheap,cheapest" })
    void anInflectionIsTakenFromOneWordToAnother(PartOfSpeech part, String lemma, String word, String other,
            String inflected) {
        assertThat(Inflection.between(part, lemma, word)).hasValueSatisfying(
                inflection -> assertThat(inflection.apply(other)).isEqualTo(inflected));
    }

    @Test
    void anIrregularFormIsNoInflection() {
        assertThat(Inflection.between(PartOfSpeech.VERB, "go", "went")).isEmpty();
        assertThat(Inflection.between(PartOfSpeech.NOUN, "mouse", "mice")).isEmpty();
    }
}
