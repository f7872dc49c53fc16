package dev.shaker.djl;

import ai.djl.ndarray.NDArray;

import dev.shaker.adapter.NonLinearity;
import dev.shaker.djl.torch.Activations;
import dev.shaker.djl.torch.Linear;

/** {@code Ad(u) = W_up phi(W_down u + b_down) + b_up}; the scaling s is part of the upper weights. */
record Bottleneck(Linear down, NonLinearity activation, Linear up) {
    /** The result belongs to the manager of {@code u}. */
    NDArray apply(NDArray u) {
        try (NDArray inner = Activations.consume(activation, down.apply(u))) {
            return up.apply(inner);
        }
    }
}
