package dev.shaker.adapter;

/**
 * A method whose tensors are compared and averaged by name, whatever is computed with them.
 *
 * @param method neither bottlenecks nor LoRA
 * @param settings what beside the tensors decides what the adapter computes, in one line; adapters of other settings are another
 *        function of their tensors, so they share no space
 */
public record TensorSetConfig(AdapterMethod method, String settings) implements AdapterConfig {
    @Override
    public int hiddenSize() {
        return 0;
    }

    /**
     * The value of a tensor's elements at which the adapter changes nothing, as far as that is known: IA3's factors, a learned scale and
     * the weights of an adapter's own LayerNorm are 1, all others are 0.
     *
     * @param tensor normalised name
     */
    public float neutral(String tensor) {
        boolean one = method == AdapterMethod.IA3 || tensor.endsWith(".adapters.scaling")
                || tensor.contains(".adapter_norm_") && tensor.endsWith(".weight");
        return one ? 1 : 0;
    }
}
