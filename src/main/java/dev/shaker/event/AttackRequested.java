package dev.shaker.event;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done to the rows of an evaluation besides classifying them as they are. What is left out takes its default;
 * a parameter that the attack does not have is refused.
 *
 * @param name {@code fgsm} or {@code textfooler}
 * @param epsilon for fgsm: by how much each component of an embedding moves
 * @param similarity for textfooler: least cosine between the sentences before and after
 * @param cosine for textfooler with word vectors: least cosine between a word and its synonym
 * @param candidates for textfooler: most synonyms tried for a word
 * @param wordVectors for textfooler: location of word vectors; WordNet where there are none
 * @param encoder for textfooler: location of an encoder that compares sentences; the base model where there is none
 */
public record AttackRequested(String name, @Nullable BigDecimal epsilon, @Nullable BigDecimal similarity,
        @Nullable BigDecimal cosine, @Nullable Integer candidates, @Nullable String wordVectors,
        @Nullable String encoder) {}
