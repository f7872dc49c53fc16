package dev.shaker.adapter.peft;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.format.TensorNames;

/**
 * What PEFT's name of an adapter's own tensor says, {@code model.layers.0.self_attn.q_proj.lora_A.weight}.
 *
 * @param key the module as PEFT sees it, with the architecture's prefix: patterns match against it
 * @param module the same, normalised
 * @param part {@code lora_A}
 */
record PeftTensor(String key, String module, String part) {
    private static final String WEIGHT = ".weight";
    private static final Set<String> LORA = Set.of("lora_A", "lora_B", "lora_embedding_A", "lora_embedding_B");
    private static final Map<AdapterMethod, Set<String>> PARTS = Map.of(AdapterMethod.IA3, Set.of("ia3_l"),
            AdapterMethod.VERA, Set.of("vera_lambda_b", "vera_lambda_d"), AdapterMethod.LOHA,
            Set.of("hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b", "hada_t1", "hada_t2"), AdapterMethod.LOKR,
            Set.of("lokr_w1", "lokr_w1_a", "lokr_w1_b", "lokr_w2", "lokr_w2_a", "lokr_w2_b", "lokr_t2"),
            AdapterMethod.OFT, Set.of("oft_R"), AdapterMethod.DORA,
            Set.of("lora_A", "lora_B", "lora_magnitude_vector"));

    /** A factor of LoRA or AdaLoRA; empty for any other tensor. */
    static Optional<PeftTensor> ofLora(String key) {
        return parse(key).filter(tensor -> LORA.contains(tensor.part) || tensor.part.equals("lora_E"));
    }

    /** A tensor of another method; empty where that method has none of this name. */
    static Optional<PeftTensor> of(AdapterMethod method, String key) {
        return parse(key).filter(tensor -> PARTS.getOrDefault(method, Set.of()).contains(tensor.part));
    }

    boolean isEmbedding() {
        return part.startsWith("lora_embedding_");
    }

    /** {@code layers.0.self_attn.q_proj.lora_A}; embeddings' factors are called like those of other modules. */
    String normalised() {
        return module + "." + part.replace("lora_embedding_", "lora_");
    }

    private static Optional<PeftTensor> parse(String key) {
        String bare = key.endsWith(WEIGHT) ? key.substring(0, key.length() - WEIGHT.length()) : key;
        int dot = bare.lastIndexOf('.');
        return dot <= 0
                ? Optional.empty()
                : Optional.of(new PeftTensor(bare.substring(0, dot),
                        TensorNames.withoutArchitecture(bare.substring(0, dot)), bare.substring(dot + 1)));
    }
}
