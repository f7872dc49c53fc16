package dev.shaker.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.StockScores;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.BaseModelFiles;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.adapter.io.BaseModelFit;
import dev.shaker.adapter.io.EncoderSupport;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.DomainRowsReader;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Tiny random encoders with PEFT's LoRA, from texts to logits, against the stock libraries' own: src/test/python/encoders_golden.py. */
class EncodersGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/encoders");
    private static final LabelNames LABELS = new LabelNames(List.of("negative", "neutral", "positive"));

    private static DjlEvaluator evaluator;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeAll
    static void open() {
        evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1));
    }

    @AfterAll
    static void close() {
        evaluator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "bert", "roberta", "xlm-roberta", "camembert", "distilbert", "electra" })
    void logitsAreTheStockLibrarysAloneAndMixed(String family) throws IOException {
        // Given
        JsonNode expected = JsonText.parse(ErrorCode.INTERNAL, family,
                Files.readAllBytes(GOLDEN.resolve(family).resolve("expected.json")));
        Unzipped.unpack(expected.path("tokenizer").asText(), directory);
        for (String file : new String[]{ "config.json", "model.safetensors" }) {
            Files.copy(GOLDEN.resolve(family).resolve("base").resolve(file), directory.resolve(file));
        }
        BaseModel base = BaseModel.open(new LocalFiles(directory));
        base.checkTokenizer();

        // Then
        assertIds(expected, base);
        Adapter a = adapter(family, "linear-a", base);
        Adapter b = adapter(family, "linear-b", base);
        Adapter embedding = adapter(family, "embedding", base);
        check(expected, "linear-a", evaluate(family, expected, a, List.of(member(family, "a", a))));
        check(expected, "embedding", evaluate(family, expected, embedding, List.of(member(family, "e", embedding))));
        check(expected, "linear-b", evaluate(family, expected, b, List.of(member(family, "b", b))));
        check(expected, "mixed",
                evaluate(family, expected, a, List.of(member(family, "b", b), member(family, "a", a))));
    }

    private void assertIds(JsonNode expected, BaseModel base) {
        List<List<Integer>> stock = new ArrayList<>();
        for (JsonNode row : expected.path("ids")) {
            List<Integer> ids = new ArrayList<>();
            row.forEach(id -> ids.add(id.asInt()));
            stock.add(ids);
        }
        DomainRows rows = new DomainRowsReader(RowFormat.TSV, LABELS, 0, Integer.MAX_VALUE).read(rows());
        try (TextTokenizer tokenizer = TextTokenizer.open(new LocalFiles(directory), base.config(), 1000)) {
            assertThat(tokenizer.encode(rows).stream().map(row -> Arrays.stream(row.ids()).boxed().toList()).toList())
                    .isEqualTo(stock);
        }
    }

    private static void check(JsonNode expected, String name, EvaluationResult result) {
        StockScores.check(expected.path(name), LABELS.size(), name, result);
    }

    private EvaluationResult evaluate(String family, JsonNode expected, Adapter own,
            List<EvaluationJob.Member> members) {
        var files = new LocalFiles(directory);
        return evaluator.evaluate(new EvaluationJob(
                new EvaluationJob.BaseSource(BaseModelFiles.open(files).digest(), files), members,
                own.head().orElseThrow(), new EvaluationJob.Split(family, rows(), RowFormat.TSV, LABELS, 0),
                new EvaluationJob.Limits(expected.path("max_length").asInt(), 5, Integer.MAX_VALUE, 100)));
    }

    private static FileByteSource rows() {
        return new FileByteSource(GOLDEN.resolve("rows.tsv"));
    }

    private static EvaluationJob.Member member(String family, String name, Adapter adapter) {
        return new EvaluationJob.Member(family + name, adapter);
    }

    private static Adapter adapter(String family, String name, BaseModel base) {
        Adapter adapter = AdapterReader.open(new LocalFiles(GOLDEN.resolve(family).resolve(name)));
        assertThat(EncoderSupport.problem(adapter, base.config(), base.hasPooler())).isEmpty();
        BaseModelFit.check(adapter, base.config());
        return adapter;
    }
}
