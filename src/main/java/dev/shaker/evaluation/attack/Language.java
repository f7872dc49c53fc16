package dev.shaker.evaluation.attack;

import java.util.List;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** What is known of a language's words. */
public record Language(Synonyms synonyms, PartOfSpeechTagger tagger) {
    /** For an evaluator that is never asked to rewrite texts. */
    public static Language unknown() {
        return new Language((word, part, limit) -> refuse(), tokens -> refuse());
    }

    /** The same words with other synonyms. */
    public Language with(Synonyms other) {
        return new Language(other, tagger);
    }

    private static <T> List<T> refuse() {
        throw new ShakerException(ErrorCode.CONFIGURATION_INVALID,
                "this evaluator was made without knowledge of words: give it a Language to attack texts");
    }
}
