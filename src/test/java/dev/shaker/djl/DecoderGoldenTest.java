package dev.shaker.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.StockScores;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.base.BaseModelFiles;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.adapter.io.DecoderSupport;
import dev.shaker.djl.torch.Precision;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.rows.DomainRowsReader;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Tiny random decoders with PEFT's LoRA against the stock libraries' own numbers: src/test/python/decoder_golden.py. */
class DecoderGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/decoders");
    private static final LabelNames LABELS = new LabelNames(List.of("negative", "neutral", "positive"));

    private static DjlEvaluator evaluator;

    @BeforeAll
    static void open() {
        evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1));
    }

    @AfterAll
    static void close() {
        evaluator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "llama", "mistral", "qwen2", "qwen3", "gpt2" })
    void tokensAreTheStockLibrarys(String family) throws IOException {
        // Given
        JsonNode expected = expected(family);
        var rows = new DomainRowsReader(RowFormat.TSV, LABELS, 0, Integer.MAX_VALUE).read(rows(family));

        // When
        List<List<Integer>> ids = new ArrayList<>();
        try (var tokens = StockTokens.open(new LocalFiles(GOLDEN.resolve(family).resolve("base")))) {
            tokens.rows(rows, 1000).forEach(row -> ids.add(java.util.Arrays.stream(row).boxed().toList()));
        }

        // Then
        List<List<Integer>> stock = new ArrayList<>();
        for (JsonNode row : expected.path("ids")) {
            List<Integer> values = new ArrayList<>();
            row.forEach(id -> values.add(id.asInt()));
            stock.add(values);
        }
        assertThat(ids).isEqualTo(stock);
    }

    @ParameterizedTest
    @CsvSource({ "llama,score", "llama,words", "mistral,score", "mistral,words", "qwen2,score", "qwen2,words",
            "qwen3,score", "qwen3,words", "gpt2,score", "gpt2,words", "llama,tables", "mistral,tables",
            "qwen2,tables", "qwen3,tables", "gpt2,tables" })
    void scoresAreTheStockLibrarysAloneAndMixed(String family, String kind) throws IOException {
        JsonNode expected = expected(family);
        Adapter a = adapter(family, kind + "-a");
        Adapter b = adapter(family, kind + "-b");
        check(expected, kind + "-a", evaluate(family, expected, a, List.of(member(family, "a", a))));
        check(expected, kind + "-b", evaluate(family, expected, b, List.of(member(family, "b", b))));
        check(expected, kind + "-mixed", evaluate(family, expected, a,
                List.of(member(family, "b", b), member(family, "a", a))));
    }

    /** In half precision only the order of magnitude of an error is known. */
    @Test
    void halfPrecisionComesClose() throws IOException {
        JsonNode expected = expected("llama");
        var full = EvaluatorSettings.defaults("cpu", 1);
        var half = new EvaluatorSettings("cpu", 1, full.baseBytes(), full.splitBytes(), full.memberBytes(),
                full.batchTokens(), Precision.FLOAT16);
        Adapter a = adapter("llama", "words-a");
        try (var own = new DjlEvaluator(half)) {
            var result = own.evaluate(job("llama", expected, a, List.of(member("llama", "a", a))));
            assertThat(result.device()).isEqualTo("cpu float16");
            for (int row = 0; row < result.total(); row++) {
                assertThat((double) result.logits().get(row).getFirst())
                        .isCloseTo(expected.path("words-a").get(row).get(0).asDouble(), within(0.2));
            }
        }
    }

    private static void check(JsonNode expected, String name, EvaluationResult result) {
        StockScores.check(expected.path(name), LABELS.size(), name, result);
    }

    private static EvaluationResult evaluate(String family, JsonNode expected, Adapter own,
            List<EvaluationJob.Member> members) {
        return evaluator.evaluate(job(family, expected, own, members));
    }

    private static EvaluationJob job(String family, JsonNode expected, Adapter own,
            List<EvaluationJob.Member> members) {
        var base = new LocalFiles(GOLDEN.resolve(family).resolve("base"));
        List<String> words = new ArrayList<>();
        expected.path("words").forEach(word -> words.add(" " + word.asText()));
        boolean scored = own.head().map(Head::config).orElse(null) instanceof HeadConfig.Saved saved && saved.isScore();
        Prompt prompt = new Prompt(expected.path("template").asText(), words);
        assertThat(DecoderSupport.problem(own, DecoderModel.config(base), true, scored ? null : prompt)).isEmpty();
        Head head = scored ? own.head().orElseThrow() : Head.words(prompt, own.head());
        return new EvaluationJob(
                new EvaluationJob.BaseSource(BaseModelFiles.open(base).digest(), base), members, head,
                new EvaluationJob.Split(family, rows(family), RowFormat.TSV, LABELS, 0),
                new EvaluationJob.Limits(expected.path("max_length").asInt(), 5, Integer.MAX_VALUE, 100));
    }

    private static FileByteSource rows(String family) {
        return new FileByteSource(GOLDEN.resolve(family.equals("qwen2") ? "pairs.tsv" : "rows.tsv"));
    }

    private static EvaluationJob.Member member(String family, String name, Adapter adapter) {
        return new EvaluationJob.Member(adapter.location() + name + family, adapter);
    }

    private static Adapter adapter(String family, String name) {
        return AdapterReader.open(new LocalFiles(GOLDEN.resolve(family).resolve(name)));
    }

    private static JsonNode expected(String family) throws IOException {
        return JsonText.parse(ErrorCode.INTERNAL, family,
                Files.readAllBytes(GOLDEN.resolve(family).resolve("expected.json")));
    }
}
