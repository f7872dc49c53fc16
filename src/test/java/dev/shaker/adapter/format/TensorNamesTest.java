package dev.shaker.adapter.format;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TensorNamesTest {
    /** 01-wrapper-prefix, its brothers: sharding, check-points, the active adapter's name, any of them together. */
    @ParameterizedTest
    @ValueSource(strings = { "base_model.model.bert.x.lora_A.weight", "bert.x.lora_A.weight",
            "_orig_mod.base_model.model.bert.x.lora_A.weight", "base_model.model._orig_mod.bert.x.lora_A.weight",
            "module.base_model.model.bert.x.lora_A.weight", "module._orig_mod.base_model.model.bert.x.lora_A.weight",
            "base_model.model.module.bert.x.lora_A.weight",
            "base_model.model.base_model.model.bert.x.lora_A.weight", "base_model.model.bert.x.lora_A.default.weight",
            "_fsdp_wrapped_module.base_model.model.bert._fsdp_wrapped_module.x.lora_A.weight",
            "base_model.model.bert._checkpoint_wrapped_module.x.lora_A.weight",
            "_forward_module.module.bert.x.lora_A.weight" })
    void wrappersAreTakenOff(String wrapped) {
        assertThat(TensorNames.unwrapped(wrapped)).isEqualTo("bert.x.lora_A.weight");
    }

    /** AdapterHub's adapters may be called like a wrapper. */
    @ParameterizedTest
    @ValueSource(strings = { "bert.x.adapters.module.adapter_up.weight", "bert.x.loras.default.lora_A",
            "heads.module.1.weight" })
    void whatIsNoWrapperStays(String name) {
        assertThat(TensorNames.unwrapped(name)).isEqualTo(name);
    }
}
