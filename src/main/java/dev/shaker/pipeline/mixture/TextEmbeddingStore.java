package dev.shaker.pipeline.mixture;

import java.util.Optional;

/** Port to the embeddings of texts that were read before, by content: of the base model's weights and of the text. */
public interface TextEmbeddingStore {
    Optional<float[]> find(String baseDigest, String dataDigest);

    /** One that is there already stays. */
    void remember(String baseDigest, String dataDigest, float[] embedding);
}
