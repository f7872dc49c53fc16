package dev.shaker.djl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.base.BaseModelFiles;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.MemoryByteSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Words of labels under tokenizers of SentencePiece's kind against the stock library's: src/test/python/sentencepiece_golden.py. */
class SentencePieceWordsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/sentencepiece");
    private static final LabelNames LABELS = new LabelNames(List.of("a", "b", "c"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = { "llama", "mistral" })
    void scoresAreTheStockLibrarysForEveryTemplate(String tokenizer) throws IOException {
        // Given
        JsonNode expected = JsonText.parse(ErrorCode.INTERNAL, "expected",
                Files.readAllBytes(GOLDEN.resolve("expected.json")));
        Unzipped.unpack(tokenizer, directory);
        for (String file : new String[]{ "config.json", "model.safetensors" }) {
            Files.copy(GOLDEN.resolve("base").resolve(file), directory.resolve(file));
        }
        DecoderModel.open(new LocalFiles(directory)).checkTokenizer();
        int templates = 0;
        try (DjlEvaluator evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1))) {
            for (JsonNode golden : expected.path("scores")) {
                if (golden.path("tokenizer").asText().equals(tokenizer)) {
                    // When
                    EvaluationResult result = evaluator.evaluate(job(expected, golden.path("template").asText()));

                    // Then
                    assertScores(result, golden);
                    templates++;
                }
            }
        }
        assertThat(templates).isEqualTo(4);
    }

    private static void assertScores(EvaluationResult result, JsonNode golden) {
        assertThat(result.total()).isEqualTo(golden.path("rows").size());
        for (int row = 0; row < result.total(); row++) {
            for (int label = 0; label < LABELS.size(); label++) {
                assertThat((double) result.logits().get(row).get(label))
                        .as("%s, row %d, label %d", golden.path("template"), row, label)
                        .isCloseTo(golden.path("rows").get(row).get(label).asDouble(), within(1e-4));
            }
        }
    }

    private EvaluationJob job(JsonNode expected, String template) {
        StringBuilder rows = new StringBuilder();
        for (JsonNode text : expected.path("texts")) {
            rows.append(JsonText.compact(JsonText.object().put("label", 0).put("text_a", text.asText()))).append('\n');
        }
        List<String> words = new ArrayList<>();
        expected.path("words").forEach(word -> words.add(" " + word.asText()));
        var base = new LocalFiles(directory);
        Adapter adapter = AdapterReader.open(new LocalFiles(GOLDEN.resolve("words")));
        return new EvaluationJob(new EvaluationJob.BaseSource(BaseModelFiles.open(base).digest(), base),
                List.of(new EvaluationJob.Member("words", adapter)), Head.words(new Prompt(template, words)),
                new EvaluationJob.Split("texts",
                        new MemoryByteSource("texts", rows.toString().getBytes(StandardCharsets.UTF_8)),
                        RowFormat.JSON_LINES, LABELS, 0),
                new EvaluationJob.Limits(expected.path("max_length").asInt(), 5, Integer.MAX_VALUE, 100));
    }
}
