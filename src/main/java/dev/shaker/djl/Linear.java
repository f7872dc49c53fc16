package dev.shaker.djl;

import ai.djl.ndarray.NDArray;

/** {@code y = x W^T + b}: weight [out, in], bias [out]. */
record Linear(NDArray weight, NDArray bias) {
    /** The result belongs to the manager of {@code x}. */
    NDArray apply(NDArray x) {
        return ai.djl.nn.core.Linear.linear(x, weight, bias).singletonOrThrow();
    }
}
