package dev.shaker.adapter.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterDigest;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorFiles;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Adapters that the stock libraries wrote, see src/test/python/adapter_fixtures.py. */
class LibraryFixturesTest {
    private static final Path FIXTURES = Path.of("src/test/resources/adapters");

    @ParameterizedTest
    @ValueSource(strings = { "hub-pfeiffer-bin", "hub-pfeiffer-roberta", "hub-houlsby", "hub-houlsby-legacy",
            "hub-lora",
            "hub-lora-bin", "hub-half", "peft-bin", "peft-roberta", "peft-headless", "peft-patterns", "peft-layers",
            "peft-regex" })
    void everyTensorIsReadAsTheLibraryReadsIt(String directory) throws IOException {
        // Given
        JsonNode expected = JsonText
                .parse(ErrorCode.INTERNAL, "expected.json", Files.readAllBytes(FIXTURES.resolve("expected.json")))
                .get(directory);

        // When
        Adapter adapter = open(directory);

        // Then
        int heads = adapter.format() == AdapterFormat.PEFT
                ? adapter.head().map(head -> head.tensors().layers().size()).orElse(0)
                : 0;
        assertThat(adapter.body().layers()).hasSize(expected.size() - heads);
        for (AdapterLayer layer : adapter.body().layers()) {
            JsonNode tensor = expected.get(layer.storedName());
            float[] values = adapter.body().read(layer);
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            assertThat(JsonText.compact(tensor.get("shape"))).isEqualTo(layer.shape().toString().replace(" ", ""));
            assertThat(sum).isCloseTo(tensor.get("sum").doubleValue(), within(1e-6));
            assertThat((double) values[0]).isEqualTo(tensor.get("first").doubleValue());
        }
    }

    @Test
    void aTorchPfeifferAdapterHasItsHeadAndTheLibrarysBottleneck() {
        Adapter adapter = open("hub-pfeiffer-bin");
        assertThat(adapter.config())
                .isEqualTo(new BottleneckConfig(AdapterMethod.PFEIFFER, 16, 5, NonLinearity.RELU, 1f));
        assertThat(adapter.head()).map(Head::config)
                .contains(new HeadConfig.Flexible(3, 2, NonLinearity.TANH, false, true));
    }

    @Test
    void aLayerThatIsLeftOutHasNoTensors() {
        Adapter adapter = open("hub-pfeiffer-roberta");
        assertThat(adapter.body().layers()).hasSize(8).noneMatch(layer -> layer.name().contains("layer.1."));
        assertThat(adapter.head()).map(Head::config)
                .contains(new HeadConfig.Flexible(2, 1, NonLinearity.TANH, false, true));
        assertThat(adapter.head().orElseThrow().tensors().layer("1.weight").shape()).isEqualTo(TensorShape.of(2, 16));
    }

    @Test
    void aHoulsbyAdapterHasTwoBottlenecksALayer() {
        Adapter adapter = open("hub-houlsby");
        assertThat(adapter.config())
                .isEqualTo(new BottleneckConfig(AdapterMethod.HOULSBY, 16, 4, NonLinearity.SWISH, 1f));
        assertThat(adapter.body().layers()).hasSize(24);
        assertThat(adapter.body().layer("encoder.layer.2.attention.output.adapter.down.weight").shape())
                .isEqualTo(TensorShape.of(4, 16));
        assertThat(adapter.head()).map(Head::config)
                .contains(new HeadConfig.Flexible(2, 2, NonLinearity.IDENTITY, true, true));
        assertThat(adapter.head().orElseThrow().tensors().layer("4.weight").storedName())
                .isEqualTo("heads.task.3.weight");
    }

    /** Tagging, multi-label, question answering: kept as they are, never scored as single-label classifiers. */
    @ParameterizedTest
    @ValueSource(strings = { "tagging", "multilabel_classification", "question_answering" })
    void aHeadOfAnotherTaskIsKeptByteForByteAndNotScored(String task, @TempDir Path directory) throws IOException {
        // Given
        try (var files = Files.list(FIXTURES.resolve("hub-houlsby"))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Path config = directory.resolve("head_config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\"head_type\": \"classification\"",
                "\"head_type\": \"" + task + "\""));

        // When
        Adapter adapter = AdapterReader.open(new LocalFiles(directory));

        // Then
        Head head = adapter.head().orElseThrow();
        assertThat(head.config()).isInstanceOfSatisfying(HeadConfig.Saved.class,
                saved -> assertThat(saved.task()).isEqualTo(task));
        var base = new BaseModelConfig(BaseModelConfig.Family.BERT, "", 16, 3, 2, 24, 40, 20, 2, 1e-12,
                NonLinearity.GELU, 0);
        assertThat(EncoderSupport.problem(adapter, base, true)).get().asString().contains(task);
        Path written = directory.resolve("written");
        AdapterWriter.writeHead(new LocalSink(written), adapter);
        assertThat(Files.readString(written.resolve("head_config.json"))).contains(task);
        assertThat(TensorFiles.open(new FileByteSource(written.resolve("model_head.safetensors"))).tensors())
                .extracting(TensorInfo::name).containsExactlyInAnyOrderElementsOf(
                        head.tensors().layers().stream().map(AdapterLayer::storedName).toList());
    }

    @Test
    void legacyNamesMeanTheSameTensors() {
        Adapter today = open("hub-houlsby");
        Adapter legacy = open("hub-houlsby-legacy");
        assertThat(legacy.body().layers()).extracting(AdapterLayer::name)
                .isEqualTo(today.body().layers().stream().map(AdapterLayer::name).toList());
        assertThat(legacy.config()).as("gelu without a version is the tanh form")
                .isEqualTo(new BottleneckConfig(AdapterMethod.HOULSBY, 16, 4, NonLinearity.GELU_NEW, 1f));
    }

    @Test
    void adapterHubLoraHasModulesByItsFlags() {
        LoraConfig lora = (LoraConfig) open("hub-lora").config();
        assertThat(lora.targetModules()).containsExactly("attention.self.key", "attention.self.query",
                "attention.self.value", "intermediate.dense", "output.dense");
        assertThat(lora.scale("encoder.layer.0.output.dense")).isEqualTo(2.0);
        assertThat(open("hub-lora").body().layer("encoder.layer.0.output.dense.lora_A").shape())
                .isEqualTo(TensorShape.of(4, 24));
        assertThat(open("hub-lora-bin").head()).isEmpty();
    }

    @Test
    void loraOfAnOldLibraryIsNotScaled() {
        LoraConfig lora = (LoraConfig) open("hub-lora-0.1").config();
        assertThat(lora.scale("encoder.layer.0.attention.self.query")).isEqualTo(1.0);
    }

    @Test
    void rankStabilisedLoraDividesByTheRootOfTheRank() {
        Adapter adapter = open("peft-roberta");
        LoraConfig lora = (LoraConfig) adapter.config();
        assertThat(lora.scale("encoder.layer.0.attention.self.query")).isEqualTo(3.0);
        assertThat(adapter.head()).map(Head::config).contains(new HeadConfig.RobertaStatic(2));
    }

    @Test
    void patternsGiveModulesTheirOwnRankAndAlpha() {
        LoraConfig lora = (LoraConfig) open("peft-patterns").config();
        assertThat(List.of(0, 1, 2)).extracting(i -> lora.ranks().get("encoder.layer." + i + ".attention.self.query"))
                .containsExactly(4, 2, 4);
        assertThat(List.of(0, 1, 2)).extracting(i -> lora.ranks().get("encoder.layer." + i + ".attention.self.value"))
                .containsExactly(3, 5, 3);
        assertThat(lora.scale("encoder.layer.1.attention.self.query")).isEqualTo(6.0);
        assertThat(lora.scale("encoder.layer.1.attention.self.value")).isEqualTo(6.0 / 5);
    }

    @Test
    void targetsMayDifferByLayer() {
        LoraConfig lora = (LoraConfig) open("peft-headless").config();
        assertThat(lora.ranks()).containsKey("encoder.layer.1.output.dense")
                .doesNotContainKey("encoder.layer.0.output.dense").hasSize(3 * 4 + 1);
        assertThat(((LoraConfig) open("peft-layers").config()).ranks()).hasSize(4)
                .doesNotContainKey("encoder.layer.1.attention.self.query");
    }

    @Test
    void theIdentityIgnoresFormatAndNamesButNotTheConfiguration() {
        assertThat(AdapterDigest.of(open("hub-pfeiffer-bin")))
                .isEqualTo(AdapterScan.scan(open("hub-pfeiffer-bin")).id())
                .isNotEqualTo(AdapterDigest.of(open("hub-pfeiffer-roberta")));
        assertThat(AdapterDigest.of(open("hub-lora"))).isNotEqualTo(AdapterDigest.of(open("hub-lora-0.1")));
    }

    private static Adapter open(String directory) {
        return AdapterReader.open(new LocalFiles(FIXTURES.resolve(directory)));
    }
}
