package dev.shaker.djl;

import dev.shaker.djl.torch.Precision;

/**
 * @param device {@code cpu}, {@code gpu}, {@code gpu:N} or {@code auto}
 * @param threads of one operation on the CPU, 0 for as many as there are cores
 * @param baseBytes how much of base models to keep on the device
 * @param splitBytes how much of token batches, and of what was computed on them before the first adapter, to keep
 * @param memberBytes how much of adapters to keep in memory
 * @param batchTokens most tokens of one forward pass on a CPU, padding included; eight times as many on a GPU
 * @param precision of weights and activations
 */
public record EvaluatorSettings(String device, int threads, long baseBytes, long splitBytes, long memberBytes,
        int batchTokens, Precision precision) {
    /** Sizes that suit a small base model on a CPU. */
    public static EvaluatorSettings defaults(String device, int threads) {
        return new EvaluatorSettings(device, threads, 2L << 30, 512L << 20, 256L << 20, 2048, Precision.FLOAT32);
    }
}
