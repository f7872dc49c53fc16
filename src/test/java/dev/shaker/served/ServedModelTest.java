package dev.shaker.served;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.djl.DjlEvaluator;
import dev.shaker.djl.EvaluatorSettings;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * The stock libraries behind vLLM's interface measure what Shaker's own evaluator does. With {@code SHAKER_SERVED_WRITE=1} in the
 * environment its answers become those that {@link ServedReplayTest} replays.
 */
class ServedModelTest {
    private static final Path RECORD = Path.of("target/served-answers.jsonl");
    private static @Nullable PythonServer server;
    private static @Nullable DjlEvaluator own;
    private static @Nullable ServedEvaluator served;
    @TempDir
    private static Path directory;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        Files.createDirectories(RECORD.getParent());
        server = PythonServer.start(ServedJobs.LLAMA.resolve("base"), ServedJobs.MODEL, "--record", RECORD.toString());
        served = new ServedEvaluator(ServedJobs.access(server.port(), engine(), directory), () -> {
        });
        own = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1));
    }

    @AfterAll
    static void close() throws IOException {
        if (server != null) {
            server.close();
            served.close();
            own.close();
            if ("1".equals(System.getenv("SHAKER_SERVED_WRITE"))) {
                try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(ReplayServer.ANSWERS))) {
                    Files.copy(RECORD, out);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "words-a", "words-b", "words-mixed", "score-a", "score-mixed" })
    void theStockLibrariesMeasureWhatShakerDoes(String measured) throws IOException {
        EvaluationResult result = served.evaluate(ServedJobs.job(measured, true));

        ServedJobs.assertSame(result, own.evaluate(ServedJobs.job(measured, false)));
        assertThat(result.device()).isEqualTo(engine() + " " + ServedJobs.MODEL);
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
        assertThat(get("/v1/models")).contains(ServedJobs.MODEL).doesNotContain("shaker-");
    }

    /** Nothing of Shaker runs these; an adapter is what it was in the form that is written for servers. */
    @ParameterizedTest
    @ValueSource(strings = { "gemma2.lora", "phi3.all-linear", "mixtral.lora", "bloom.lora" })
    void adaptersOfOtherFamiliesAreMeasuredAsTheyStand(String name) throws IOException, InterruptedException {
        Path adapter = Path.of("src/test/resources/families").resolve(name);
        try (PythonServer other = PythonServer.start(ServedJobs.LLAMA.resolve("base"), ServedJobs.MODEL, "--family",
                name.substring(0, name.indexOf('.')));
                var evaluator = new ServedEvaluator(ServedJobs.access(other.port(), engine(), directory), () -> {
                });
                var plain = new EvaluationServer(ServedJobs.access(other.port(), engine(), directory));
                var requests = new InFlight(4, () -> {
                })) {
            // When
            EvaluationJob job = ServedJobs.words(adapter);
            EvaluationResult result = evaluator.evaluate(job);

            // Then
            plain.load("plain", adapter.toAbsolutePath().toString());
            ServedSplit split = ServedSplit.of(job, ServedJobs.MODEL, plain, requests);
            double effect = 0;
            for (int i = 0; i < split.rows().size(); i++) {
                ServedRow row = split.rows().get(i);
                double[] as = plain.likelihoods("plain", row.sequences(), row.prompt());
                double[] without = plain.likelihoods(ServedJobs.MODEL, row.sequences(), row.prompt());
                for (int label = 0; label < as.length; label++) {
                    assertThat((double) result.logits().get(i).get(label)).isCloseTo(as[label], within(1e-4));
                    effect = Math.max(effect, Math.abs(as[label] - without[label]));
                }
            }
            assertThat(effect).isGreaterThan(1e-2);
        }
    }

    /** The patterns of the fixture's ranks and scales are in no adapter that is written for a server; its rank is 3. */
    @Test
    void whatTheServerCannotLoadIsRefusedForGood() throws IOException, InterruptedException {
        try (PythonServer small = PythonServer.start(ServedJobs.LLAMA.resolve("base"), ServedJobs.MODEL,
                "--max-lora-rank", "2");
                var evaluator = new ServedEvaluator(ServedJobs.access(small.port(), engine(), directory), () -> {
                })) {
            ShakerException refused = catchThrowableOfType(ShakerException.class,
                    () -> evaluator.evaluate(ServedJobs.job("words-a", true)));

            assertThat(refused.code()).isEqualTo(ErrorCode.EVALUATION_SERVER_REFUSED);
            assertThat(refused).hasMessageContaining("LoRA rank 3 is greater than max_lora_rank 2");
        }
    }

    private static String engine() {
        return "transformers " + JsonText.parse(ErrorCode.INTERNAL, "/version", get("/version").getBytes(
                java.nio.charset.StandardCharsets.UTF_8)).path("version").asText();
    }

    private static String get(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
                    BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
