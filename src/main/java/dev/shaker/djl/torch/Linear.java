package dev.shaker.djl.torch;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** {@code y = x W^T + b}: weight [out, in], bias [out] or none. */
public record Linear(NDArray weight, @Nullable NDArray bias) {
    /** The result belongs to the manager of {@code x}. */
    public NDArray apply(NDArray x) {
        return ai.djl.nn.core.Linear.linear(x, weight, bias).singletonOrThrow();
    }
}
