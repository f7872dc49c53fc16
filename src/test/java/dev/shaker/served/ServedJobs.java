package dev.shaker.served;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The tiny random Llama of src/test/resources/decoders with its adapters, as jobs of a server and of Shaker's own evaluator. */
public final class ServedJobs {
    static final String MODEL = "tiny-llama";
    static final Path DECODERS = Path.of("src/test/resources/decoders");
    static final Path LLAMA = DECODERS.resolve("llama");
    private static final LabelNames LABELS = new LabelNames(List.of("negative", "neutral", "positive"));
    private static final JsonNode EXPECTED = JsonText.parseObject(ErrorCode.INTERNAL,
            new FileByteSource(LLAMA.resolve("expected.json")), 1 << 20);

    private ServedJobs() {
    }

    /** @param measured {@code words-a}, {@code score-mixed}: the mean of a and b with the head of a */
    public static EvaluationJob job(String measured, boolean served) {
        return job(measured, served, "rows.tsv", EXPECTED.path("max_length").asInt());
    }

    static EvaluationJob job(String measured, boolean served, String rows, int maxLength) {
        String kind = measured.substring(0, measured.indexOf('-'));
        List<String> names = measured.endsWith("mixed")
                ? List.of("b", "a")
                : List.of(measured.substring(kind.length() + 1));
        List<EvaluationJob.Member> members = names.stream()
                .map(name -> new EvaluationJob.Member(name, adapter(kind + "-" + name))).toList();
        return job(members, adapter(kind + "-a").head().orElseGet(ServedJobs::words), served, rows, maxLength);
    }

    private static Head words() {
        List<String> words = new ArrayList<>();
        EXPECTED.path("words").forEach(word -> words.add(" " + word.asText()));
        return Head.words(new Prompt(EXPECTED.path("template").asText(), words));
    }

    /** Any adapter, asked for the words. */
    static EvaluationJob words(Path adapter) {
        return job(List.of(new EvaluationJob.Member("own", AdapterReader.open(new LocalFiles(adapter)))), words(), true,
                "rows.tsv", EXPECTED.path("max_length").asInt());
    }

    private static EvaluationJob job(List<EvaluationJob.Member> members, Head head, boolean served, String rows,
            int maxLength) {
        return new EvaluationJob(
                served
                        ? EvaluationJob.BaseSource.served("llama", MODEL)
                        : new EvaluationJob.BaseSource("llama", new LocalFiles(LLAMA.resolve("base"))),
                members, head,
                new EvaluationJob.Split(rows, new FileByteSource(DECODERS.resolve(rows)), RowFormat.TSV, LABELS, 0),
                new EvaluationJob.Limits(maxLength, 5, Integer.MAX_VALUE, 100));
    }

    private static Adapter adapter(String name) {
        return AdapterReader.open(new LocalFiles(LLAMA.resolve(name)));
    }

    /** Of a server on this machine. */
    public static ServerAccess access(int port, String engine, Path directory) {
        return new ServerAccess(java.net.URI.create("http://127.0.0.1:" + port), engine, Optional.empty(), directory, 4,
                Duration.ofSeconds(30), Duration.ofMillis(1));
    }

    /** Correct rows equal, scores within 1e-4. */
    public static void assertSame(EvaluationResult result, EvaluationResult own) {
        assertThat(result.correct()).isEqualTo(own.correct());
        assertThat(result.total()).isEqualTo(own.total());
        assertThat(own.logits()).hasSize(own.total());
        for (int row = 0; row < own.total(); row++) {
            for (int label = 0; label < LABELS.size(); label++) {
                assertThat(result.logits().get(row).get(label)).as("row %d, label %d", row, label)
                        .isCloseTo(own.logits().get(row).get(label), within(1e-4f));
            }
        }
    }
}
