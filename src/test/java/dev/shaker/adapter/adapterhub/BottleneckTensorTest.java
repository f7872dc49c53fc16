package dev.shaker.adapter.adapterhub;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class BottleneckTensorTest {
    @Test
    void aNameSaysLayerPlaceAdapterAndPart() {
        assertThat(BottleneckTensor.parse("encoder.layer.11.output.adapters.nli.adapter_down.0.weight"))
                .contains(new BottleneckTensor(11, false, "nli", "down.weight"));
        assertThat(BottleneckTensor.parse("encoder.layer.0.attention.output.adapters.a-b.adapter_up.bias"))
                .contains(new BottleneckTensor(0, true, "a-b", "up.bias"));
        assertThat(BottleneckTensor.parse("encoder.layer.3.output.layer_text_task_adapters.x.adapter_up.weight"))
                .contains(new BottleneckTensor(3, false, "x", "up.weight"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "encoder.layer..output.adapters.nli.adapter_up.bias",
            "encoder.layer.12345.output.adapters.nli.adapter_up.bias",
            "encoder.layer.1x.output.adapters.nli.adapter_up.bias", "encoder.layer.1.output.adapters.nli.adapter_up",
            "encoder.layer.1.output.adapters.nli.adapter_down.weight",
            "encoder.layer.1.output.adapters..adapter_up.bias",
            "encoder.layer.1.output.adapters.n.li.adapter_up.bias", "encoder.layer.1.output.loras.nli.adapter_up.bias",
            "encoder.layer.1.intermediate.adapters.nli.adapter_up.bias",
            "decoder.layer.1.output.adapters.nli.adapter_up.bias",
            "encoder.layer.1", "encoder.layer.1.output.adapters", "" })
    void otherNamesAreNone(String name) {
        assertThat(BottleneckTensor.parse(name)).isEmpty();
    }
}
