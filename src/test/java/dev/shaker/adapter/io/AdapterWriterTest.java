package dev.shaker.adapter.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterDigest;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.io.AdapterWriter.Body;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AdapterWriterTest {
    private static final Path FIXTURES = Path.of("src/test/resources/adapters");

    private final Path directory;

    AdapterWriterTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(strings = { "hub-pfeiffer-bin", "hub-pfeiffer-roberta", "hub-houlsby", "hub-houlsby-legacy",
            "hub-lora",
            "hub-lora-0.1", "hub-half" })
    void aBodyReadsBackFromAdapterHubsLayout(String fixture) {
        // Given
        Adapter adapter = open(FIXTURES.resolve(fixture));

        // When
        AdapterWriter.writeAdapterHub(new LocalSink(directory), Body.like(adapter, "mix", adapter.body()::read));

        // Then
        Adapter written = open(directory);
        assertThat(written.name()).isEqualTo("mix");
        assertThat(AdapterDigest.of(written)).isEqualTo(AdapterDigest.of(adapter));
    }

    @ParameterizedTest
    @ValueSource(strings = { "peft-bin", "peft-roberta", "peft-headless", "peft-patterns", "peft-layers",
            "peft-regex" })
    void aBodyAndItsHeadReadBackFromPeftsLayout(String fixture) {
        // Given
        Adapter adapter = open(FIXTURES.resolve(fixture));

        // When
        AdapterWriter.writePeft(new LocalSink(directory), Body.like(adapter, "mix", adapter.body()::read),
                adapter.head());

        // Then
        Adapter written = open(directory);
        assertThat(AdapterDigest.of(written)).isEqualTo(AdapterDigest.of(adapter));
        assertThat(written.head().map(Head::config)).isEqualTo(adapter.head().map(Head::config));
        written.head().ifPresent(head -> head.tensors().layers().forEach(layer -> assertThat(head.tensors().read(layer))
                .isEqualTo(adapter.head().orElseThrow().tensors().read(layer))));
    }

    @Test
    void aHeadKeepsItsNameItsLabelsAndEveryByte() throws IOException {
        // Given
        Path source = Path.of("src/sample/pfeiffer/nli");

        // When
        AdapterWriter.writeHead(new LocalSink(directory), open(source));

        // Then
        assertThat(Files.readString(directory.resolve("head_config.json")).strip())
                .isEqualTo(Files.readString(source.resolve("head_config.json")));
        assertThat(directory.resolve("model_head.safetensors")).hasSameBinaryContentAs(
                source.resolve("model_head.safetensors"));
    }

    @Test
    void theSamplesOwnBodyIsWrittenAsTheLibraryWroteIt() {
        // Given
        Path source = Path.of("src/sample/pfeiffer/nli");
        Adapter adapter = open(source);

        // When
        AdapterWriter.writeAdapterHub(new LocalSink(directory), Body.like(adapter, "nli", adapter.body()::read));

        // Then
        assertThat(directory.resolve("adapter.safetensors"))
                .hasSameBinaryContentAs(source.resolve("adapter.safetensors"));
        assertThat(json(directory.resolve("adapter_config.json")))
                .isEqualTo(json(source.resolve("adapter_config.json")));
    }

    @Test
    void everyTensorIsAskedForOnce() {
        // Given
        Adapter adapter = open(FIXTURES.resolve("peft-bin"));
        Map<String, Integer> asked = new HashMap<>();

        // When
        AdapterWriter.writePeft(new LocalSink(directory), Body.like(adapter, "mix", layer -> {
            asked.merge(layer.name(), 1, Integer::sum);
            return adapter.body().read(layer);
        }), Optional.empty());

        // Then
        assertThat(asked).hasSize(adapter.body().layers().size()).allSatisfy((name, n) -> assertThat(n).isEqualTo(1));
        assertThat(open(directory).head()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "peft-bin", "peft-roberta" })
    void peftLoraBecomesAdapterHubLoraAndComesBack(String fixture) {
        // Given
        Adapter adapter = open(FIXTURES.resolve(fixture));
        Path hub = directory.resolve("hub");
        Path back = directory.resolve("back");

        // When
        AdapterConverter.toAdapterHub(adapter, new LocalSink(hub));
        AdapterConverter.toPeft(open(hub), new LocalSink(back));

        // Then
        assertThat(open(hub).format()).isEqualTo(AdapterFormat.ADAPTER_HUB);
        assertThat(AdapterDigest.of(open(hub))).isEqualTo(AdapterDigest.of(adapter));
        assertThat(AdapterDigest.of(open(back))).isEqualTo(AdapterDigest.of(adapter));
        assertThat(open(back).head().map(Head::config)).isEqualTo(adapter.head().map(Head::config));
    }

    @Test
    void whatALayoutCannotHoldIsRefused() {
        var sink = new LocalSink(directory);
        assertThatThrownBy(() -> AdapterConverter.toPeft(open(FIXTURES.resolve("hub-houlsby")), sink))
                .isInstanceOfSatisfying(ShakerException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ADAPTER_CONFIG_UNSUPPORTED));
        assertThatThrownBy(() -> AdapterConverter.toAdapterHub(open(FIXTURES.resolve("peft-patterns")), sink))
                .hasMessageContaining("one rank and one scale");
        assertThatThrownBy(() -> AdapterConverter.toPeft(open(FIXTURES.resolve("hub-lora")), sink))
                .hasMessageContaining("head");
        assertThatThrownBy(() -> AdapterWriter.writeHead(sink, open(FIXTURES.resolve("hub-half"))))
                .hasMessageContaining("no head");
    }

    private static JsonNode json(Path file) {
        return JsonText.parseObject(ErrorCode.INTERNAL, new FileByteSource(file), 1 << 20);
    }

    private static Adapter open(Path path) {
        return AdapterReader.open(new LocalFiles(path));
    }
}
