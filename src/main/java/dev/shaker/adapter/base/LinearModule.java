package dev.shaker.adapter.base;

/** A linear layer {@code y = W x + b} of a base model, W [out, in]; the name is without the architecture's prefix. */
public record LinearModule(String name, int out, int in, boolean bias) {}
