package dev.shaker.adapter;

/** Activation functions that adapters, heads and base models name. {@code GELU} is the exact erf form, {@code GELU_NEW} the tanh form. */
public enum NonLinearity {
    RELU, SWISH, GELU, GELU_NEW, TANH, LEAKY_RELU, SIGMOID, IDENTITY
}
