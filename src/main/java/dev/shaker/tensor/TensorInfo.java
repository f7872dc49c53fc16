package dev.shaker.tensor;

/** What a file's header says of one tensor. */
public record TensorInfo(String name, TensorType type, TensorShape shape) {}
