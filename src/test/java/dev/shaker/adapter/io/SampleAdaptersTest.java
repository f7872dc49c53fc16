package dev.shaker.adapter.io;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.NonLinearity;

import static org.assertj.core.api.Assertions.assertThat;

class SampleAdaptersTest {
    private static final Path SAMPLE = Path.of("src/sample");

    @Test
    void aPfeifferAdapterIsReadWithItsHead() {
        // When
        Adapter adapter = open("pfeiffer/nli");

        // Then
        assertThat(adapter.format()).isEqualTo(AdapterFormat.ADAPTER_HUB);
        assertThat(adapter.name()).isEqualTo("nli");
        assertThat(adapter.baseModelName()).isEqualTo("shaker-sample/tiny-bert");
        assertThat(adapter.config())
                .isEqualTo(new BottleneckConfig(AdapterMethod.PFEIFFER, 128, 32, NonLinearity.RELU, 1f));
        assertThat(adapter.body().layers()).hasSize(16).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
        assertThat(adapter.body().read(adapter.body().layer("encoder.layer.0.output.adapter.down.weight")))
                .hasSize(32 * 128);
        assertThat(adapter.head()).hasValueSatisfying(head -> assertThat(head.config())
                .isEqualTo(new HeadConfig.Flexible(3, 2, NonLinearity.TANH, false, true)));
    }

    @Test
    void aPeftLoraAdapterIsReadWithItsClassifier() {
        // When
        Adapter adapter = open("lora/nli");

        // Then
        assertThat(adapter.format()).isEqualTo(AdapterFormat.PEFT);
        assertThat(adapter.config()).isInstanceOfSatisfying(LoraConfig.class, lora -> {
            assertThat(lora.hiddenSize()).isEqualTo(128);
            assertThat(lora.rank()).isEqualTo(8);
            assertThat(lora.scale("encoder.layer.3.attention.self.value")).isEqualTo(2.0);
            assertThat(lora.targetModules()).containsExactly("attention.self.query", "attention.self.value");
        });
        assertThat(adapter.body().layers()).hasSize(16);
        assertThat(adapter.head()).hasValueSatisfying(
                head -> assertThat(head.config()).isEqualTo(new HeadConfig.BertStatic(3)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void everySampleAdapterIsReadAndFinite(String method) {
        for (String file : new LocalFiles(SAMPLE.resolve(method)).files().keySet()) {
            if (file.endsWith("/adapter_config.json")) {
                Adapter adapter = open(method + "/" + Path.of(file).getParent());
                adapter.body().layers()
                        .forEach(layer -> assertThat(adapter.body().read(layer))
                                .hasSize((int) layer.shape().elements()));
                assertThat(adapter.head()).isPresent();
            }
        }
    }

    private static Adapter open(String directory) {
        return AdapterReader.open(new LocalFiles(SAMPLE.resolve(directory)));
    }
}
