package dev.shaker.adapter.base;

import java.util.List;

/**
 * What the modules of one layer of an encoder are called, without the architecture's prefix, as adapters name them.
 *
 * @param attentionNorm behind the attention's output
 * @param intermediate into the feed-forward network's width, {@code output} out of it
 * @param outputNorm behind the feed-forward network
 */
public record EncoderModules(LinearModule query, LinearModule key, LinearModule value, LinearModule attentionOutput,
        String attentionNorm, LinearModule intermediate, LinearModule output, String outputNorm) {
    static EncoderModules of(BaseModelConfig config, int layer) {
        int h = config.hiddenSize();
        int wide = config.intermediateSize();
        if (config.family() == BaseModelConfig.Family.DISTILBERT) {
            String name = "transformer.layer." + layer + ".";
            return new EncoderModules(module(name + "attention.q_lin", h, h), module(name + "attention.k_lin", h, h),
                    module(name + "attention.v_lin", h, h), module(name + "attention.out_lin", h, h),
                    name + "sa_layer_norm", module(name + "ffn.lin1", wide, h), module(name + "ffn.lin2", h, wide),
                    name + "output_layer_norm");
        }
        String name = "encoder.layer." + layer + ".";
        return new EncoderModules(module(name + "attention.self.query", h, h),
                module(name + "attention.self.key", h, h), module(name + "attention.self.value", h, h),
                module(name + "attention.output.dense", h, h), name + "attention.output.LayerNorm",
                module(name + "intermediate.dense", wide, h), module(name + "output.dense", h, wide),
                name + "output.LayerNorm");
    }

    /** Every linear layer. */
    public List<LinearModule> linear() {
        return List.of(query, key, value, attentionOutput, intermediate, output);
    }

    private static LinearModule module(String name, int out, int in) {
        return new LinearModule(name, out, in, true);
    }
}
