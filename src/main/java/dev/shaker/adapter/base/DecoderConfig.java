package dev.shaker.adapter.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import dev.shaker.adapter.NonLinearity;

/**
 * What a decoder's forward pass depends on, from the base model's {@code config.json}, and what its modules are called: names
 * are without the architecture's prefix, as those of adapters are.
 *
 * @param hiddenSize H
 * @param heads query heads
 * @param keyValueHeads heads of keys and values, a divisor of {@code heads}: each serves as many query heads (grouped queries,
 *        Ainslie et al., EMNLP 2023)
 * @param headSize width of one head; H / heads unless the configuration says otherwise
 * @param maxTokens longest input in tokens
 * @param normEpsilon of every norm
 * @param activation of the feed-forward network
 * @param rotary how positions turn queries and keys; empty where they are embedded (GPT-2)
 * @param windows by layer, over how many tokens, itself included, a token looks back; 0 for all
 * @param tied whether the word embedding is the language-model head, too
 * @param padTokenId empty where the model has none
 */
public record DecoderConfig(Family family, int hiddenSize, int layers, int heads, int keyValueHeads, int headSize,
        int intermediateSize, int vocabularySize, int maxTokens, double normEpsilon, NonLinearity activation,
        Optional<RotaryPositions> rotary, List<Integer> windows, boolean tied, Biases biases,
        OptionalInt padTokenId) {
    /** Decoder families that are run. */
    public enum Family {
        LLAMA, MISTRAL, QWEN2, QWEN3, GPT2
    }

    /** Which linear layers add one. */
    public record Biases(boolean queryKeyValue, boolean attentionOutput, boolean feedForward) {}

    /** The language-model head's module. */
    public static final String HEAD = "lm_head";

    public DecoderConfig {
        windows = List.copyOf(windows);
    }

    /** Whether the feed-forward network multiplies its two halves, {@code down(phi(gate(x)) * up(x))}. */
    public boolean gated() {
        return family != Family.GPT2;
    }

    /** Whether norms divide by the root mean square alone (Zhang & Sennrich, NeurIPS 2019), without mean and shift. */
    public boolean rootMeanSquare() {
        return family != Family.GPT2;
    }

    /** Whether queries and keys are normed head by head before positions turn them. */
    public boolean normsQueriesAndKeys() {
        return family == Family.QWEN3;
    }

    /** Whether linear layers of the blocks are stored as [in, out] (Conv1D). */
    public boolean transposed() {
        return family == Family.GPT2;
    }

    public String layer(int number) {
        return (family == Family.GPT2 ? "h." : "layers.") + number + ".";
    }

    public String words() {
        return family == Family.GPT2 ? "wte" : "embed_tokens";
    }

    public String attentionNorm(int layer) {
        return layer(layer) + (family == Family.GPT2 ? "ln_1" : "input_layernorm");
    }

    public String feedForwardNorm(int layer) {
        return layer(layer) + (family == Family.GPT2 ? "ln_2" : "post_attention_layernorm");
    }

    public String finalNorm() {
        return family == Family.GPT2 ? "ln_f" : "norm";
    }

    /** What is put together to one product: queries, keys, values in this order. */
    public List<LinearModule> queryKeyValue(int layer) {
        int keys = keyValueHeads * headSize;
        String name = layer(layer);
        boolean bias = biases.queryKeyValue();
        return family == Family.GPT2
                ? List.of(new LinearModule(name + "attn.c_attn", 3 * hiddenSize, hiddenSize, bias))
                : List.of(new LinearModule(name + "self_attn.q_proj", heads * headSize, hiddenSize, bias),
                        new LinearModule(name + "self_attn.k_proj", keys, hiddenSize, bias),
                        new LinearModule(name + "self_attn.v_proj", keys, hiddenSize, bias));
    }

    public LinearModule attentionOutput(int layer) {
        return new LinearModule(layer(layer) + (family == Family.GPT2 ? "attn.c_proj" : "self_attn.o_proj"), hiddenSize,
                heads * headSize, biases.attentionOutput());
    }

    /** What leads up to the width of the feed-forward network: gate and up, or one. */
    public List<LinearModule> up(int layer) {
        boolean bias = biases.feedForward();
        return family == Family.GPT2
                ? List.of(new LinearModule(layer(layer) + "mlp.c_fc", intermediateSize, hiddenSize, bias))
                : List.of(new LinearModule(layer(layer) + "mlp.gate_proj", intermediateSize, hiddenSize, bias),
                        new LinearModule(layer(layer) + "mlp.up_proj", intermediateSize, hiddenSize, bias));
    }

    public LinearModule down(int layer) {
        return new LinearModule(layer(layer) + (family == Family.GPT2 ? "mlp.c_proj" : "mlp.down_proj"), hiddenSize,
                intermediateSize, biases.feedForward());
    }

    public LinearModule head() {
        return new LinearModule(HEAD, vocabularySize, hiddenSize, false);
    }

    /** Every linear layer of the blocks. */
    public List<LinearModule> modules() {
        List<LinearModule> modules = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            modules.addAll(queryKeyValue(i));
            modules.add(attentionOutput(i));
            modules.addAll(up(i));
            modules.add(down(i));
        }
        return modules;
    }
}
