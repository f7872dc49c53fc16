package dev.shaker.adapter;

/** A domain's classification head: not part of the adapter, never averaged. */
public record Head(HeadConfig config, Tensors tensors) {}
