package dev.shaker.evaluation.attack;

/** What a word is in its sentence. Only words of the four open classes have synonyms; a name or a number has none. */
public enum PartOfSpeech {
    NOUN, VERB, ADJECTIVE, ADVERB, OTHER
}
