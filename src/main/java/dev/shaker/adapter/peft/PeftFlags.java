package dev.shaker.adapter.peft;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.format.ConfigReader;

/** What {@code adapter_config.json} asks for: the method, and no flag under which the tensors would mean something else. */
final class PeftFlags {
    private static final List<String> BASE_CHANGING = List.of("pissa", "olora", "corda", "loftq", "lora_ga");
    private static final Set<String> BIASES = Set.of("none", "all", "lora_only");
    private static final Map<String, AdapterMethod> METHODS = Map.of("LORA", AdapterMethod.LORA, "ADALORA",
            AdapterMethod.LORA, "IA3", AdapterMethod.IA3, "VERA", AdapterMethod.VERA, "LOHA", AdapterMethod.LOHA,
            "LOKR",
            AdapterMethod.LOKR, "OFT", AdapterMethod.OFT, "PREFIX_TUNING", AdapterMethod.PREFIX_TUNING, "PROMPT_TUNING",
            AdapterMethod.PROMPT_TUNING, "P_TUNING", AdapterMethod.P_TUNING);

    private PeftFlags() {
    }

    /**
     * The adapter's method; AdaLoRA is LoRA once its singular values are in A.
     *
     * @throws dev.shaker.error.ShakerException {@code ADAPTER_CONFIG_UNSUPPORTED} naming the flag
     */
    static AdapterMethod check(ConfigReader config) {
        AdapterMethod method = METHODS.get(config.text("peft_type", ""));
        if (method == null) {
            throw config.unsupported("peft_type", "is " + config.value("peft_type") + ", which is not read; "
                    + METHODS.keySet().stream().sorted().toList() + " are");
        }
        if (!BIASES.contains(config.text("bias", "none"))) {
            throw config.unsupported("bias", "is " + config.value("bias") + ", expects one of "
                    + BIASES.stream().sorted().toList());
        }
        config.refuse("lora_bias", "train without biases of B");
        config.refuse("use_qalora", "train with plain LoRA");
        config.refuse("use_bdlora", "train with plain LoRA");
        config.refuse("alora_invocation_tokens", "train with plain LoRA");
        config.refuse("arrow_config", "give the adapters one by one");
        config.refuse("kasa_config", "train with plain LoRA");
        config.refuse("monteclora_config", "train with plain LoRA");
        config.refuse("layer_replication", "the base model's own layers are expected");
        config.refuse("target_parameters", "target modules instead");
        config.refuse("megatron_config", "save for the plain model");
        JsonNode init = config.value("init_lora_weights");
        if (init != null && init.isTextual() && BASE_CHANGING.stream().anyMatch(init.textValue()::startsWith)) {
            throw config.unsupported("init_lora_weights", "is " + init
                    + ", which changes the base model's weights; convert it to plain LoRA when saving"
                    + " (path_initial_model_for_weight_conversion)");
        }
        return method == AdapterMethod.LORA && config.flag("use_dora", false) ? AdapterMethod.DORA : method;
    }
}
