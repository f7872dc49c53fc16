package dev.shaker.evaluation.attack;

import java.util.List;

/** Port to what knows words that may stand for each other. */
public interface Synonyms {
    /**
     * Single words of about the same meaning, the likeliest first, each once and never the word itself.
     *
     * @param word in lower case, inflected as it stands in the text
     * @param part what it is in its sentence
     * @param limit most words returned
     */
    List<String> of(String word, PartOfSpeech part, int limit);
}
