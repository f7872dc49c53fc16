package dev.shaker.djl;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

import dev.shaker.djl.torch.EmbeddingUpdate;
import dev.shaker.djl.torch.Linear;
import dev.shaker.djl.torch.Norm;

/**
 * What turns tokens into an encoder's first states.
 *
 * @param words [V, E]
 * @param update of the words, null where no adapter makes one
 * @param positions [P, E]
 * @param types [T, E], null where the model has none
 * @param projection from E to H, null where both are one
 */
record EmbeddingWeights(NDArray words, @Nullable EmbeddingUpdate update, NDArray positions, @Nullable NDArray types,
        Norm norm, @Nullable Linear projection) {
    EmbeddingWeights with(@Nullable EmbeddingUpdate changed, @Nullable Linear projected) {
        return new EmbeddingWeights(words, changed, positions, types, norm, projected);
    }
}
