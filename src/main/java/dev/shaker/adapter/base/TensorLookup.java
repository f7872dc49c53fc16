package dev.shaker.adapter.base;

import dev.shaker.tensor.TensorShape;

/** Tensors of a base model by canonical name: without {@code bert.} or {@code roberta.}, LayerNorms with weight and bias. */
public interface TensorLookup {
    boolean has(String name);

    /** @throws dev.shaker.error.ShakerException {@code TENSOR_MISSING} */
    TensorShape shape(String name);

    /**
     * Reads one tensor, row-major float32.
     *
     * @throws dev.shaker.error.ShakerException {@code TENSOR_MISSING}
     */
    float[] read(String name);
}
