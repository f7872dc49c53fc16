package dev.shaker.adapter.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.SpaceSignature;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.SafetensorsWriter;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorFiles;
import dev.shaker.tensor.TensorInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Adapters that were good until one thing was changed. */
class AdapterRejectionTest {
    private static final Path FIXTURES = Path.of("src/test/resources/adapters");
    private static final String UP = "roberta.encoder.layer.0.output.adapters.task.adapter_up.weight";

    private final Path directory;

    AdapterRejectionTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            output_adapter     | false       | TENSOR_UNKNOWN
            architecture       | "mtl_lora"  | ADAPTER_CONFIG_UNSUPPORTED
            architecture       | "soft"      | ADAPTER_CONFIG_UNSUPPORTED
            non_linearity      | "mish"      | ADAPTER_CONFIG_UNSUPPORTED
            reduction_factor   | 0           | ADAPTER_CONFIG_INVALID
            reduction_factor   | {"7": 4}    | ADAPTER_CONFIG_INVALID
            leave_out          | ["x"]       | ADAPTER_CONFIG_INVALID
            non_linearity      | null        | ADAPTER_CONFIG_INVALID
            is_parallel        | "yes"       | ADAPTER_CONFIG_INVALID
            """)
    void aFlagOfABottleneckIsRefusedByName(String field, String value, ErrorCode code) {
        copy("hub-pfeiffer-roberta", config -> {
            config.withObject("/config").set(field, json(value));
            return config;
        }, (name, values) -> values);
        assertRefused(code, code == ErrorCode.TENSOR_UNKNOWN ? "bottlenecks" : "'" + field + "'");
    }

    /** The tensors are those of a plain bottleneck, and mean something else. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            is_parallel        | true
            cross_adapter      | true
            original_ln_before | false
            original_ln_after  | false
            residual_before_ln | "post_add"
            residual_before_ln | false
            """)
    void aBottleneckElsewhereInTheLayerIsAnotherMethod(String field, String value) {
        copy("hub-pfeiffer-roberta", config -> {
            config.withObject("/config").set(field, json(value));
            return config;
        }, (name, values) -> values);
        Adapter adapter = AdapterReader.open(new LocalFiles(directory));
        assertThat(adapter.method()).isEqualTo(AdapterMethod.BOTTLENECK);
        var base = new BaseModelConfig(BaseModelConfig.Family.ROBERTA, "", 16, 3, 2, 24, 40, 20, 1, 1e-12,
                NonLinearity.GELU, 0);
        assertThat(EncoderSupport.problem(adapter, base, true)).isPresent();
    }

    /** The library leaves at random what it does not find, and says nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hub-pfeiffer-roberta | phm_layer        | true         | TENSOR_UNKNOWN
            hub-pfeiffer-roberta | use_gating       | true         | TENSOR_MISSING
            hub-pfeiffer-roberta | inv_adapter      | "nice"       | TENSOR_MISSING
            hub-pfeiffer-roberta | ln_before        | true         | TENSOR_MISSING
            hub-pfeiffer-roberta | ln_after         | true         | TENSOR_MISSING
            hub-pfeiffer-roberta | scaling          | "learned"    | TENSOR_MISSING
            hub-pfeiffer-roberta | architecture     | "prefix_tuning" | TENSOR_UNKNOWN
            hub-pfeiffer-roberta | reduction_factor | {"0": 4, "default": 8} | TENSOR_SHAPE_MISMATCH
            hub-lora             | use_gating       | true         | TENSOR_MISSING
            hub-lora             | use_dora         | true         | TENSOR_MISSING
            hub-lora             | vera_d           | 0.1          | TENSOR_UNKNOWN
            hub-lora             | composition_mode | "scale"      | TENSOR_UNKNOWN
            """)
    void whatAFlagPromisesMustBeInTheFile(String fixture, String field, String value, ErrorCode code) {
        copy(fixture, config -> {
            config.withObject("/config").set(field, json(value));
            return config;
        }, (name, values) -> values);
        assertRefused(code, "tensor '");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            peft_type               | "XLORA"       | ADAPTER_CONFIG_UNSUPPORTED
            bias                    | "some"        | ADAPTER_CONFIG_UNSUPPORTED
            lora_bias               | true          | ADAPTER_CONFIG_UNSUPPORTED
            layer_replication       | [[0, 2]]      | ADAPTER_CONFIG_UNSUPPORTED
            alora_invocation_tokens | [1]           | ADAPTER_CONFIG_UNSUPPORTED
            target_parameters       | ["a"]         | ADAPTER_CONFIG_UNSUPPORTED
            init_lora_weights       | "pissa_niter_4" | ADAPTER_CONFIG_UNSUPPORTED
            r                       | 0             | ADAPTER_CONFIG_INVALID
            r                       | 1.5           | ADAPTER_CONFIG_INVALID
            lora_alpha              | "x"           | ADAPTER_CONFIG_INVALID
            rank_pattern            | {"(": 4}      | ADAPTER_CONFIG_INVALID
            rank_pattern            | {"query": -1} | ADAPTER_CONFIG_INVALID
            target_modules          | null          | ADAPTER_CONFIG_INVALID
            """)
    void aFlagOfPeftIsRefusedByName(String field, String value, ErrorCode code) {
        copy("peft-roberta", config -> config.set(field, json(value)), (name, values) -> values);
        assertRefused(code, "'" + field + "'");
    }

    @Test
    void doraIsNotTakenForLoraNorLoraForDora() {
        assertThat(open("peft-dora").method()).isEqualTo(AdapterMethod.DORA);
        copy("peft-dora", config -> config.put("use_dora", false), (name, values) -> values);
        assertRefused(ErrorCode.TENSOR_UNKNOWN, "use_dora is false");
        copy("peft-roberta", config -> config.put("use_dora", true), (name, values) -> values);
        assertRefused(ErrorCode.TENSOR_MISSING, "lora_magnitude_vector");
        copy("peft-roberta", config -> config.put("peft_type", "IA3"), (name, values) -> values);
        assertRefused(ErrorCode.TENSOR_UNKNOWN, "tensors of ia3");
    }

    @Test
    void anotherRankThanTheConfigurationSaysIsRefusedWithBothShapes() {
        copy("peft-roberta", config -> config.put("r", 5), (name, values) -> values);
        assertRefused(ErrorCode.TENSOR_SHAPE_MISMATCH, "has shape [4, 16], the configuration expects [5, 16]");
    }

    @Test
    void anotherHiddenSizeIsRefused() {
        copy("hub-pfeiffer-roberta", config -> config.put("hidden_size", 32), (name, values) -> values);
        assertRefused(ErrorCode.TENSOR_SHAPE_MISMATCH, "expects [8, 32]");
        copy("hub-lora", config -> config.put("hidden_size", 32), (name, values) -> values);
        assertRefused(ErrorCode.ADAPTER_CONFIG_INVALID, "hidden size 16");
    }

    @Test
    void aMissingTensorIsNamed() {
        copy("hub-pfeiffer-roberta", UnaryOperator.identity(), (name, values) -> name.equals(UP) ? null : values);
        assertRefused(ErrorCode.TENSOR_MISSING, "encoder.layer.0.output.adapter.up.weight");
        copy("peft-roberta", UnaryOperator.identity(), (name, values) -> name.contains("layer.1.attention.self.value")
                ? null
                : values);
        assertRefused(ErrorCode.TENSOR_MISSING, "encoder.layer.1.attention.self.value.lora_A");
        copy("peft-roberta", UnaryOperator.identity(), (name, values) -> name.endsWith("dense.bias") ? null : values);
        assertRefused(ErrorCode.TENSOR_MISSING, "classifier.dense.bias");
    }

    @Test
    void tensorsThatTheConfigurationDoesNotNameAreRefused() {
        copy("hub-pfeiffer-roberta", config -> config.put("name", "other"), (name, values) -> values);
        assertRefused(ErrorCode.TENSOR_UNKNOWN, "'other'");
        copy("peft-roberta", config -> config.set("target_modules", json("[\"query\"]")), (name, values) -> values);
        assertRefused(ErrorCode.TENSOR_UNKNOWN, "does not target");
        copy("hub-lora", config -> {
            config.withObject("/config").put("output_lora", false);
            return config;
        }, (name, values) -> values);
        assertRefused(ErrorCode.TENSOR_UNKNOWN, "output.dense");
    }

    @Test
    void aValueThatIsNotFiniteIsNamedByTensorAndIndex() {
        // Given
        copy("hub-pfeiffer-roberta", UnaryOperator.identity(), (name, values) -> {
            if (name.equals(UP)) {
                values[17] = Float.NaN;
            }
            return values;
        });
        Adapter adapter = AdapterReader.open(new LocalFiles(directory));

        // When, Then
        assertThatThrownBy(() -> AdapterScan.scan(adapter)).isInstanceOfSatisfying(ShakerException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TENSOR_NOT_FINITE);
            assertThat(e.details()).containsEntry("tensor", UP).containsEntry("index", "17");
        });
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        assertRefused(ErrorCode.ADAPTER_FILE_MISSING, "adapter_config.json");
        copy("hub-pfeiffer-roberta", UnaryOperator.identity(), (name, values) -> values);
        Files.delete(directory.resolve("adapter.safetensors"));
        assertRefused(ErrorCode.ADAPTER_FILE_MISSING, "pytorch_adapter.bin");
        copy("hub-pfeiffer-roberta", UnaryOperator.identity(), (name, values) -> values);
        Files.copy(FIXTURES.resolve("hub-pfeiffer-roberta/head_config.json"), directory.resolve("head_config.json"));
        assertRefused(ErrorCode.ADAPTER_FILE_MISSING, "model_head.safetensors");
        Files.delete(directory.resolve("head_config.json"));
        Files.copy(FIXTURES.resolve("hub-pfeiffer-roberta/model_head.safetensors"),
                directory.resolve("model_head.safetensors"));
        assertRefused(ErrorCode.ADAPTER_FILE_MISSING, "head_config.json");
    }

    @Test
    void brokenJsonIsRefusedWithItsPlace() throws IOException {
        Files.writeString(directory.resolve("adapter_config.json"), "{\"r\": 4,\n \"r\": 5}");
        assertRefused(ErrorCode.ADAPTER_CONFIG_INVALID, "line 2");
        Files.writeString(directory.resolve("adapter_config.json"), "[]");
        assertRefused(ErrorCode.ADAPTER_CONFIG_INVALID, "object");
        Files.writeString(directory.resolve("adapter_config.json"), "{}");
        assertRefused(ErrorCode.ADAPTER_CONFIG_INVALID, "'config'");
    }

    @Test
    void anotherSpacesAdapterIsNotComparable() {
        // Given
        var space = SpaceSignature.of(open("hub-pfeiffer-bin"), "base");
        var same = SpaceSignature.parse(space.json());

        // When, Then
        assertThat(same).isEqualTo(space);
        assertThat(same.digest()).isEqualTo(space.digest()).hasSize(64);
        space.check(Named.space("tiny"), same, "a", SpaceSignature.Basis.FACTORS);
        assertThatThrownBy(
                () -> space.check(Named.space("tiny"), SpaceSignature.of(open("hub-pfeiffer-bin"), "other"), "a",
                        SpaceSignature.Basis.FACTORS))
                .isInstanceOfSatisfying(ShakerException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BASE_MODEL_MISMATCH));
        assertThatThrownBy(() -> space.check(Named.space("tiny"), SpaceSignature.of(open("hub-houlsby"), "base"), "a",
                SpaceSignature.Basis.UPDATE)).hasMessageContaining("houlsby").isInstanceOfSatisfying(
                        ShakerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ADAPTER_NOT_COMPARABLE));
    }

    @Test
    void loraOfAnotherRankIsComparableByItsUpdateOnly() {
        var space = SpaceSignature.of(open("peft-bin"), "base");
        var patterns = SpaceSignature.of(open("peft-patterns"), "base");
        space.check(Named.space("tiny"), patterns, "b", SpaceSignature.Basis.UPDATE);
        assertThatThrownBy(() -> space.check(Named.space("tiny"), patterns, "b", SpaceSignature.Basis.FACTORS))
                .hasMessage(
                        "adapter 'b': tensor encoder.layer.0.attention.self.value.lora_A has shape [3, 16], the space 'tiny' expects"
                                + " [4, 16]");
    }

    private static Adapter open(String fixture) {
        return AdapterReader.open(new LocalFiles(FIXTURES.resolve(fixture)));
    }

    private void assertRefused(ErrorCode code, String message) {
        assertThatThrownBy(() -> AdapterReader.open(new LocalFiles(directory)))
                .isInstanceOfSatisfying(ShakerException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    /** Copies an adapter without its head, changed; a tensor for which null comes back is left out. */
    private void copy(String fixture, UnaryOperator<ObjectNode> change,
            BiFunction<String, float[], float @Nullable []> values) {
        Path source = FIXTURES.resolve(fixture);
        String weights = Files.exists(source.resolve("adapter.safetensors"))
                ? "adapter.safetensors"
                : "adapter_model.safetensors";
        TensorFile file = TensorFiles.open(new FileByteSource(source.resolve(weights)));
        List<TensorInfo> kept = new ArrayList<>();
        for (TensorInfo info : file.tensors()) {
            if (values.apply(info.name(), file.read(info.name())) != null) {
                kept.add(info);
            }
        }
        try {
            clear();
            var config = JsonText.parseObject(ErrorCode.INTERNAL,
                    new FileByteSource(source.resolve("adapter_config.json")),
                    1 << 20);
            Files.write(directory.resolve("adapter_config.json"), JsonText.pretty(change.apply(config)));
            try (OutputStream out = Files.newOutputStream(directory.resolve(weights))) {
                SafetensorsWriter.write(out, kept, Map.of(), info -> {
                    float[] changed = values.apply(info.name(), file.read(info.name()));
                    return changed == null ? new float[0] : changed;
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clear() throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static JsonNode json(String text) {
        return JsonText.parse(ErrorCode.INTERNAL, "value", text.getBytes(StandardCharsets.UTF_8));
    }
}
