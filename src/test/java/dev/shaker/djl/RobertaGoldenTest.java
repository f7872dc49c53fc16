package dev.shaker.djl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.djl.torch.Precision;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.Row;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.MemoryByteSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** A random tiny RoBERTa, from texts to logits, against the stock libraries' own: src/test/python/roberta_golden.py. */
class RobertaGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/roberta-golden");

    private static DjlEvaluator evaluator;
    private static JsonNode expected;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeAll
    static void load() throws IOException {
        evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1));
        expected = JsonText.parse(ErrorCode.INTERNAL, "expected",
                Files.readAllBytes(GOLDEN.resolve("expected.json")));
    }

    @AfterAll
    static void close() {
        evaluator.close();
    }

    @ParameterizedTest
    @CsvSource({ "base, houlsby", "base, pfeiffer", "base, pfeiffer-static", "base, lora", "base, lora-hub",
            "base-bin, houlsby", "base-bin, lora" })
    void logitsAreTheStockLibrarys(String base, String name) {
        // Given
        Adapter adapter = AdapterReader.open(new LocalFiles(GOLDEN.resolve(name)));
        JsonNode table = expected.path("logits").path(name);
        StringBuilder rows = new StringBuilder();
        for (JsonNode row : expected.path("rows")) {
            rows.append(JsonText.compact(JsonText.object().put("label", 0).put("text_a", row.path("a").asText())
                    .put("text_b", row.path("b").asText()))).append('\n');
        }
        List<String> labels = List.of("a", "b", "c", "d").subList(0, table.get(0).size());

        // When
        EvaluationResult result = evaluator.evaluate(new EvaluationJob(
                new EvaluationJob.BaseSource(base, new LocalFiles(GOLDEN.resolve(base))),
                List.of(new EvaluationJob.Member(name, adapter)), adapter.head().orElseThrow(),
                new EvaluationJob.Split("texts",
                        new MemoryByteSource("texts", rows.toString().getBytes(StandardCharsets.UTF_8)),
                        RowFormat.JSON_LINES, new LabelNames(labels), 0),
                new EvaluationJob.Limits(48, 5, Integer.MAX_VALUE, 99)));

        // Then
        assertThat(result.logits()).hasSize(table.size());
        for (int row = 0; row < table.size(); row++) {
            for (int c = 0; c < labels.size(); c++) {
                assertThat((double) result.logits().get(row).get(c)).as("%s row %d label %d", name, row, c)
                        .isCloseTo(table.get(row).get(c).asDouble(), within(2e-5));
            }
        }
    }

    @Test
    void idsOfVocabularyAndMergesAreTheStockTokenizers() throws IOException {
        Files.copy(GOLDEN.resolve("base/vocab.json"), directory.resolve("vocab.json"));
        Files.copy(GOLDEN.resolve("base/merges.txt"), directory.resolve("merges.txt"));

        assertIds("plain");
    }

    @Test
    void idsOfTokenizerJsonAreTheStockTokenizers() throws IOException {
        Files.copy(GOLDEN.resolve("base-bin/tokenizer.json"), directory.resolve("tokenizer.json"));

        assertIds("plain");
    }

    @ParameterizedTest
    @ValueSource(strings = { "base", "base-bin" })
    void theTokenizersConfigurationMayAskForASpaceBeforeTheFirstWord(String base) throws IOException {
        for (String file : new String[]{ "vocab.json", "merges.txt", "tokenizer.json" }) {
            if (Files.exists(GOLDEN.resolve(base).resolve(file))) {
                Files.copy(GOLDEN.resolve(base).resolve(file), directory.resolve(file));
            }
        }
        Files.writeString(directory.resolve("tokenizer_config.json"), "{\"add_prefix_space\": true}");

        assertIds("spaced");
    }

    @Test
    void aVocabularyWithoutMergesIsNoTokenizer() throws IOException {
        Files.copy(GOLDEN.resolve("base/vocab.json"), directory.resolve("vocab.json"));

        assertThatThrownBy(() -> TextTokenizer.open(new LocalFiles(directory), config(), 16))
                .hasMessageContaining("merges.txt").extracting("code").isEqualTo(ErrorCode.BASE_MODEL_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = { "albert", "mpnet", "deberta-v2", "gpt2" })
    void anEncoderOfAnotherFamilyIsRefusedByName(String type) throws IOException {
        Files.copy(GOLDEN.resolve("base-bin/pytorch_model.bin"), directory.resolve("pytorch_model.bin"));
        Files.writeString(directory.resolve("config.json"), Files.readString(GOLDEN.resolve("base-bin/config.json"))
                .replace("\"model_type\": \"roberta\"", "\"model_type\": \"" + type + "\""));

        try (NDManager manager = TorchDevice.open("cpu", 1).newManager()) {
            assertThatThrownBy(() -> LoadedBase.load(new LocalFiles(directory), Precision.FLOAT32, manager))
                    .hasMessageContaining(type)
                    .extracting("code").isEqualTo(ErrorCode.BASE_MODEL_INVALID);
        }
    }

    @Test
    void rowsAreTruncatedToTheLastPosition() {
        // Positions begin at the padding index + 1: of 50 the model can use 48.
        assertThat(config().maxTokens()).isEqualTo(48);
    }

    @Test
    void positionsBeginBehindThePaddingIndexWhichPaddingKeeps() {
        TokenBatch batch = TokenBatch.of(
                List.of(new EncodedRow(new int[]{ 0, 7, 2 }, 3), new EncodedRow(new int[]{ 0, 7, 1, 8, 2 }, 5)),
                new int[]{ 0, 1 }, 1);

        assertThat(batch.positions(config())).containsExactly(2, 3, 4, 1, 1, 2, 3, 1, 4, 5);
    }

    private void assertIds(String name) {
        int checked = 0;
        for (int length : new int[]{ 16, 48 }) {
            try (TextTokenizer tokenizer = TextTokenizer.open(new LocalFiles(directory), config(), length)) {
                for (JsonNode golden : expected.path("cases")) {
                    if (golden.path("tokenizer").asText().equals(name)
                            && golden.path("max_length").asInt() == length) {
                        assertIds(tokenizer, golden);
                        checked++;
                    }
                }
            }
        }
        assertThat(checked).isEqualTo(32);
    }

    private static void assertIds(TextTokenizer tokenizer, JsonNode golden) {
        boolean pair = golden.path("b").isTextual();
        Row row = new Row(0, golden.path("a").asText(), pair ? golden.path("b").asText() : "");

        EncodedRow encoded = tokenizer.encode(new DomainRows("golden", List.of(row), pair, 0)).getFirst();

        int[] ids = new int[golden.path("ids").size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = golden.path("ids").get(i).asInt();
        }
        assertThat(encoded.ids()).as(row.toString()).containsExactly(ids);
        assertThat(encoded.secondAt()).as("one token type").isEqualTo(encoded.length());
    }

    private static BaseModelConfig config() {
        return BaseModel.open(new LocalFiles(GOLDEN.resolve("base"))).config();
    }
}
