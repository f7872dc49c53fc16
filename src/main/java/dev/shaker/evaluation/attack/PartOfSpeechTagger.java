package dev.shaker.evaluation.attack;

import java.util.List;

/** Port to what tells the parts of speech of a sentence. */
public interface PartOfSpeechTagger {
    /**
     * @param tokens words and punctuation marks of one text, in order
     * @return one for each token
     */
    List<PartOfSpeech> tag(List<String> tokens);
}
