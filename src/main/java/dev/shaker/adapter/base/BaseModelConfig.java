package dev.shaker.adapter.base;

import dev.shaker.adapter.NonLinearity;

/**
 * What an encoder's forward pass depends on, from the base model's {@code config.json}.
 *
 * @param family BERT or RoBERTa: the layers are alike, positions and token types differ
 * @param name the model's own name ({@code _name_or_path}), empty where it has none
 * @param hiddenSize H
 * @param layers number of encoder layers
 * @param heads attention heads, a divisor of H
 * @param intermediateSize width of the feed-forward network
 * @param vocabularySize rows of the word embeddings
 * @param maxPositions rows of the position embeddings (RoBERTa's include the two that it never uses)
 * @param typeVocabularySize rows of the token type embeddings
 * @param layerNormEpsilon epsilon of every LayerNorm
 * @param activation of the feed-forward network
 * @param padTokenId the padding token, from which RoBERTa counts its positions
 */
public record BaseModelConfig(Family family, String name, int hiddenSize, int layers, int heads, int intermediateSize,
        int vocabularySize, int maxPositions, int typeVocabularySize, double layerNormEpsilon, NonLinearity activation,
        int padTokenId) {
    /** Encoder families that Shaker knows. */
    public enum Family {
        BERT, ROBERTA
    }

    /** Width of one attention head. */
    public int headSize() {
        return hiddenSize / heads;
    }

    /** Longest input in tokens: RoBERTa's positions begin behind the padding index. */
    public int maxTokens() {
        return family == Family.ROBERTA ? maxPositions - padTokenId - 1 : maxPositions;
    }
}
