package dev.shaker.pipeline.evaluation;

import java.util.Optional;

/**
 * What attacks on texts take where the request names nothing else.
 *
 * @param wordVectors location of a file of word vectors
 * @param encoder location of a sentence encoder
 */
public record AttackSettings(Optional<String> wordVectors, Optional<String> encoder) {}
