package dev.shaker.adapter.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.LocalFiles;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/** What a decoder's files say is computed, and what would be computed otherwise is refused by name. */
class DecoderModelTest {
    private static final Path DECODERS = Path.of("src/test/resources/decoders");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @BeforeEach
    void copy() throws IOException {
        try (var files = Files.list(DECODERS.resolve("llama/base"))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({ "llama,4,2,4,true", "mistral,4,2,4,false", "qwen2,4,2,4,true", "qwen3,4,2,8,false",
            "gpt2,4,4,4,true" })
    void sizesAreReadWithTheStockDefaults(String family, int heads, int keyValueHeads, int headSize, boolean tied) {
        DecoderModel model = DecoderModel.open(new LocalFiles(DECODERS.resolve(family).resolve("base")));
        DecoderConfig config = model.config();
        assertThat(config.heads()).isEqualTo(heads);
        assertThat(config.keyValueHeads()).isEqualTo(keyValueHeads);
        assertThat(config.headSize()).isEqualTo(headSize);
        assertThat(config.tied()).isEqualTo(tied);
        assertThat(config.maxTokens()).isEqualTo(64);
        assertThat(config.padTokenId()).hasValue(1);
        assertThat(model.hasHead()).isTrue();
        model.checkTokenizer();
    }

    @Test
    void windowsAreThoseOfTheStockConfigurations() {
        assertThat(windows("mistral")).containsExactly(7, 7);
        assertThat(windows("qwen2")).containsExactly(0, 9);
        assertThat(windows("qwen3")).containsExactly(0, 0);
        assertThat(windows("llama")).containsExactly(0, 0);
    }

    /** Values of transformers 4.57.6, {@code ROPE_INIT_FUNCTIONS["llama3"]} with Llama 3.1's numbers. */
    @Test
    void lowFrequenciesAreDividedAndHighOnesKept() {
        float[] plain = new RotaryPositions(500_000, new RotaryPositions.Unscaled()).frequencies(128);
        float[] scaled = new RotaryPositions(500_000, new RotaryPositions.Llama3(8, 1, 4, 8192)).frequencies(128);
        assertThat(scaled[0]).isEqualTo(1);
        assertThat(scaled[63]).isEqualTo(plain[63] / 8);
        assertThat((double) scaled[30]).isCloseTo(0.0013718936825171113, within(1e-9));
        assertThat((double) scaled[32]).isCloseTo(0.0005248460220173001, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{\"model_type\": \"gemma2\"}|model_type",
            "{\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 2}}|yarn",
            "{\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 2}}|low_freq_factor",
            "{\"partial_rotary_factor\": 0.5}|partial_rotary_factor",
            "{\"num_key_value_heads\": 3}|num_key_value_heads",
            "{\"quantization_config\": {\"bits\": 4}}|quantization_config", "{\"hidden_act\": \"xielu\"}|hidden_act" })
    void whatWouldBeComputedOtherwiseIsRefusedByName(String change, String named) throws IOException {
        change("config.json", change);
        assertThatExceptionOfType(ShakerException.class).isThrownBy(this::open)
                .withMessageContaining(named)
                .matches(refused -> refused.code() == ErrorCode.BASE_MODEL_INVALID);
    }

    @Test
    void aTensorOfAnotherShapeAndAMissingOneAreRefused() throws IOException {
        change("config.json", "{\"intermediate_size\": 32}");
        assertThatExceptionOfType(ShakerException.class).isThrownBy(this::open).withMessageContaining("gate_proj")
                .matches(refused -> refused.code() == ErrorCode.TENSOR_SHAPE_MISMATCH);
        change("config.json", "{\"intermediate_size\": 24, \"num_hidden_layers\": 3}");
        assertThatExceptionOfType(ShakerException.class).isThrownBy(this::open).withMessageContaining("layers.2")
                .matches(refused -> refused.code() == ErrorCode.TENSOR_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"tokenizer_class\": \"GemmaTokenizer\"}",
            "{\"tokenizer_class\": \"LlamaTokenizer\", \"add_prefix_space\": true}" })
    void aTokenizerThatTheStockLibraryMakesAnewIsRefused(String change) throws IOException {
        change("tokenizer_config.json", change);
        assertThatExceptionOfType(ShakerException.class).isThrownBy(() -> open().checkTokenizer())
                .withMessageContaining("tokenizer_config.json")
                .matches(refused -> refused.code() == ErrorCode.BASE_MODEL_INVALID);
    }

    @Test
    void idsWithoutARowAreRefused() throws IOException {
        change("tokenizer_config.json", "{\"added_tokens_decoder\": {\"400\": {\"content\": \"<new>\"}}}");
        assertThatExceptionOfType(ShakerException.class).isThrownBy(() -> open().checkTokenizer())
                .withMessageContaining("400").withMessageContaining("304 rows");
        Files.delete(directory.resolve("tokenizer.json"));
        assertThatExceptionOfType(ShakerException.class).isThrownBy(() -> open().checkTokenizer())
                .withMessageContaining("no tokenizer.json");
    }

    private DecoderModel open() {
        return DecoderModel.open(new LocalFiles(directory));
    }

    private void change(String file, String change) throws IOException {
        ObjectNode json = (ObjectNode) JsonText.parse(ErrorCode.INTERNAL, file,
                Files.readAllBytes(directory.resolve(file)));
        JsonNode changes = JsonText.parse(ErrorCode.INTERNAL, file, change.getBytes(StandardCharsets.UTF_8));
        changes.properties().forEach(entry -> json.set(entry.getKey(), entry.getValue()));
        Files.writeString(directory.resolve(file), JsonText.compact(json));
    }

    private static Iterable<Integer> windows(String family) {
        return DecoderModel.open(new LocalFiles(DECODERS.resolve(family).resolve("base"))).config().windows();
    }
}
