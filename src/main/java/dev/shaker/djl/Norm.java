package dev.shaker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;

/** LayerNorm over the last axis; scale and shift [H]. */
record Norm(NDArray scale, NDArray shift, float epsilon) {
    /** The result belongs to the manager of {@code x}. */
    NDArray apply(NDArray x) {
        return LayerNorm.layerNorm(x, new Shape(scale.size()), scale, shift, epsilon).singletonOrThrow();
    }
}
