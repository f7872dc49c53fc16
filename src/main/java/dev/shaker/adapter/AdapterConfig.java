package dev.shaker.adapter;

/** The hyper-parameters of an adapter that its forward pass depends on. */
public sealed interface AdapterConfig permits BottleneckConfig, LoraConfig {
    AdapterMethod method();

    /** Hidden size H of the base model. */
    int hiddenSize();
}
