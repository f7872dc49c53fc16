package dev.shaker.adapter;

/** The hyper-parameters of an adapter that its forward pass depends on. */
public sealed interface AdapterConfig permits BottleneckConfig, LoraConfig, TensorSetConfig {
    AdapterMethod method();

    /** Hidden size H of the base model, 0 where the adapter's own files do not tell it. */
    int hiddenSize();
}
