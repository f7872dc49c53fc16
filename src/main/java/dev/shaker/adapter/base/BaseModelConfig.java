package dev.shaker.adapter.base;

import java.util.Optional;

import dev.shaker.adapter.NonLinearity;

/**
 * What an encoder's forward pass depends on, from the base model's {@code config.json}.
 *
 * @param family layers are alike; names, positions, token types and heads differ
 * @param name the model's own name ({@code _name_or_path}), empty where it has none
 * @param embeddingSize E, width of the embeddings: H but for ELECTRA, which projects them
 * @param hiddenSize H
 * @param layers number of encoder layers
 * @param heads attention heads, a divisor of H
 * @param intermediateSize width of the feed-forward network
 * @param vocabularySize rows of the word embeddings
 * @param maxPositions rows of the position embeddings (RoBERTa's include the two that it never uses)
 * @param typeVocabularySize rows of the token type embeddings, 0 where there are none (DistilBERT)
 * @param layerNormEpsilon epsilon of every LayerNorm
 * @param activation of the feed-forward network
 * @param padTokenId the padding token, from which RoBERTa counts its positions
 */
public record BaseModelConfig(Family family, String name, int embeddingSize, int hiddenSize, int layers, int heads,
        int intermediateSize,
        int vocabularySize, int maxPositions, int typeVocabularySize, double layerNormEpsilon, NonLinearity activation,
        int padTokenId) {
    /** The table of word embeddings. */
    public static final String WORDS = "embeddings.word_embeddings";
    /** From ELECTRA's embeddings to its layers. */
    public static final String PROJECTION = "embeddings_project";
    /** BERT's map of the first position, which its classifiers read. */
    public static final String POOLER = "pooler.dense";

    /** Encoder families that Shaker runs; XLM-RoBERTa and CamemBERT compute what RoBERTa does. */
    public enum Family {
        BERT("BERT"), ROBERTA("RoBERTa"), DISTILBERT("DistilBERT"), ELECTRA("ELECTRA");

        private final String label;

        Family(String label) {
            this.label = label;
        }

        /** The name as people write it. */
        public String label() {
            return label;
        }
    }

    /** Of a model whose embeddings are as wide as its layers. */
    public BaseModelConfig(Family family, String name, int hiddenSize, int layers, int heads, int intermediateSize,
            int vocabularySize, int maxPositions, int typeVocabularySize, double layerNormEpsilon,
            NonLinearity activation, int padTokenId) {
        this(family, name, hiddenSize, hiddenSize, layers, heads, intermediateSize, vocabularySize, maxPositions,
                typeVocabularySize, layerNormEpsilon, activation, padTokenId);
    }

    /** What the modules of a layer are called. */
    public EncoderModules modules(int layer) {
        return EncoderModules.of(this, layer);
    }

    /** From embeddings to layers, empty where both are of one width. */
    public Optional<LinearModule> projection() {
        return embeddingSize == hiddenSize
                ? Optional.empty()
                : Optional.of(new LinearModule(PROJECTION, hiddenSize, embeddingSize, true));
    }

    /** Whether a text's second segment has a token type of its own. */
    public boolean hasSegments() {
        return (family == Family.BERT || family == Family.ELECTRA) && typeVocabularySize > 1;
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
