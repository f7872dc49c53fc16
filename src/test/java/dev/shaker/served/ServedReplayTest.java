package dev.shaker.served;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.djl.DjlEvaluator;
import dev.shaker.djl.EvaluatorSettings;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.served.ReplayServer.Fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The served evaluator against recorded answers of the stock libraries over HTTP, and against a server that fails. */
class ServedReplayTest {
    private static final String COMPLETIONS = "/v1/completions";
    private static final String LOAD = "/v1/load_lora_adapter";
    private static DjlEvaluator own;
    @TempDir
    private Path directory;
    private ReplayServer server;
    private ServedEvaluator served;
    private final AtomicInteger advanced = new AtomicInteger();

    @BeforeAll
    static void openOwn() {
        own = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1));
    }

    @AfterAll
    static void closeOwn() {
        own.close();
    }

    @BeforeEach
    void open() throws IOException {
        server = new ReplayServer();
        served = evaluator(ServedJobs.access(server.port(), ReplayServer.ENGINE, directory));
    }

    @AfterEach
    void close() {
        served.close();
        server.close();
    }

    private ServedEvaluator evaluator(ServerAccess access) {
        return new ServedEvaluator(access, advanced::incrementAndGet);
    }

    @ParameterizedTest
    @ValueSource(strings = { "words-a", "words-b", "words-mixed", "score-a", "score-mixed" })
    void theStockLibrariesMeasureWhatShakerDoes(String measured) throws IOException {
        EvaluationResult result = served.evaluate(ServedJobs.job(measured, true));

        ServedJobs.assertSame(result, own.evaluate(ServedJobs.job(measured, false)));
        assertThat(result.device()).isEqualTo("transformers 4.57.6 tiny-llama");
        assertThat(advanced).hasPositiveValue();
        assertNothingIsLeft();
    }

    @Test
    void rowsThatWereTokenisedAreNotTokenisedAgain() {
        served.evaluate(ServedJobs.job("words-a", true));
        long before = server.count("/tokenize");

        served.evaluate(ServedJobs.job("words-mixed", true));

        assertThat(server.count("/tokenize")).isEqualTo(before);
    }

    @Test
    void noMoreRequestsAreInFlightThanAllowed() {
        served.evaluate(ServedJobs.job("words-a", true));

        assertThat(server.busiest()).isBetween(2, 4);
    }

    @ParameterizedTest
    @CsvSource({ "/v1/completions,503", "/v1/completions,429", "/v1/completions,0", "/tokenize,500", "/v1/models,502",
            "/v1/load_lora_adapter,503", "/v1/unload_lora_adapter,500" })
    void whatPassesIsTriedAgain(String path, int status) throws IOException {
        server.fail(path, 2, status == 0 ? Fault.cut() : Fault.status(status, "overloaded"));

        EvaluationResult result = served.evaluate(ServedJobs.job("words-a", true));

        ServedJobs.assertSame(result, own.evaluate(ServedJobs.job("words-a", false)));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "/v1/completions | 500 | {\"error\": {\"message\": \"engine died\"}} | UNAVAILABLE | engine died",
            "/v1/completions | 401 | {\"error\": \"Unauthorized\"} | UNAVAILABLE | Unauthorized",
            "/v1/completions | 200 | <html>a proxy</html> | UNAVAILABLE | no JSON",
            "/v1/completions | 200 | {\"choices\": [{\"index\": 0, \"prompt_log | UNAVAILABLE | no JSON",
            "/v1/completions | 200 | {\"choices\": []} | REFUSED | 0 choices for 3 prompts",
            "/v1/completions | 200 | {\"choices\": [{\"index\": 0, \"prompt_logprobs\": null}]} | REFUSED | prompt_logprobs of 0 tokens",
            "/v1/completions | 400 | {\"object\": \"error\", \"message\": \"maximum context length\"} | REFUSED | maximum context",
            "/v1/completions | 404 | {\"detail\": \"Not Found\"} | REFUSED | Not Found",
            "/tokenize | 200 | {\"count\": 3} | REFUSED | no tokens",
            "/tokenize | 404 | {\"detail\": \"Not Found\"} | REFUSED | Not Found",
            "/v1/load_lora_adapter | 404 | {\"detail\": \"Not Found\"} | UNAVAILABLE | VLLM_ALLOW_RUNTIME_LORA_UPDATING",
            "/v1/load_lora_adapter | 400 | {\"error\": {\"message\": \"modules_to_save\"}} | REFUSED | modules_to_save",
            "/v1/load_lora_adapter | 500 | {\"error\": {\"message\": \"rank 64\"}} | REFUSED | rank 64",
            "/version | 200 | {\"version\": \"9.9\"} | UNAVAILABLE | transformers 9.9', and evaluations are asked for of",
            "/version | 200 | [] | REFUSED | no version",
            "/v1/models | 200 | {\"data\": [{\"id\": \"other\"}]} | UNAVAILABLE | it serves [other], not" })
    void failuresThatMayPassAreToldFromThoseForGood(String path, int status, String body, String kind, String said)
            throws IOException {
        server.fail(path, 100, Fault.status(status, body));

        ShakerException failure = failure(served, ServedJobs.job("words-a", true));

        assertThat(failure.code()).isEqualTo(ErrorCode.valueOf("EVALUATION_SERVER_" + kind));
        assertThat(failure.isTransient()).isEqualTo(kind.equals("UNAVAILABLE"));
        assertThat(failure).hasMessageContaining(said).hasMessageContaining("127.0.0.1");
        assertNothingIsLeft();
    }

    @Test
    void aServerThatCannotLoadBecauseItIsIllIsAskedAgainLater() {
        server.fail(LOAD, 3, Fault.status(500, "EngineDeadError"));
        server.fail("/health", 3, Fault.status(503, ""));

        assertThat(failure(served, ServedJobs.job("words-a", true)).code())
                .isEqualTo(ErrorCode.EVALUATION_SERVER_UNAVAILABLE);
    }

    @Test
    void aServerThatHangsIsWaitedForNoLongerThanAllowed() throws IOException {
        server.fail(COMPLETIONS, 100, Fault.hang());
        var access = new ServerAccess(URI.create("http://127.0.0.1:" + server.port() + "/"), ReplayServer.ENGINE,
                Optional.empty(), directory, 4, Duration.ofMillis(800), Duration.ofMillis(1));
        try (ServedEvaluator hurried = evaluator(access)) {
            long start = System.nanoTime();
            ShakerException failure = failure(hurried, ServedJobs.job("words-a", true));

            assertThat(failure.code()).isEqualTo(ErrorCode.EVALUATION_SERVER_UNAVAILABLE);
            assertThat(failure).hasMessageContaining("no answer within 800 ms, shaker.evaluation.server.timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertNothingIsLeft();
        }
    }

    @Test
    void aServerThatIsNotThereMayComeBack() {
        server.close();

        assertThat(failure(served, ServedJobs.job("words-a", true)).code())
                .isEqualTo(ErrorCode.EVALUATION_SERVER_UNAVAILABLE);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aServerThatWasStartedAnewGetsTheAdapterAgain() throws IOException {
        server.fail(COMPLETIONS, 1, Fault.restarted());
        server.fail(COMPLETIONS, 5, (_, _) -> false);
        server.fail(COMPLETIONS, 1, Fault.restarted());

        EvaluationResult result = served.evaluate(ServedJobs.job("words-a", true));

        ServedJobs.assertSame(result, own.evaluate(ServedJobs.job("words-a", false)));
        assertThat(server.count(LOAD)).isEqualTo(3);
        assertNothingIsLeft();
    }

    @Test
    void anAdapterThatIsGoneAgainAndAgainEndsTheAttempt() throws IOException {
        server.fail(COMPLETIONS, 100, Fault.restarted());

        ShakerException failure = failure(served, ServedJobs.job("words-a", true));

        assertThat(failure.code()).isEqualTo(ErrorCode.EVALUATION_SERVER_UNAVAILABLE);
        assertThat(failure).hasMessageContaining("gone again").hasMessageContaining("--api-server-count");
        assertNothingIsLeft();
    }

    @Test
    void whatWasMeasuredStandsWhereTheServerDoesNotForget() {
        server.fail("/v1/unload_lora_adapter", 3, Fault.status(500, "no"));

        assertThat(served.evaluate(ServedJobs.job("words-a", true)).total()).isEqualTo(12);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theKeyIsShown() throws IOException {
        var access = new ServerAccess(URI.create("http://127.0.0.1:" + server.port()), ReplayServer.ENGINE,
                Optional.of("secret"), directory, 4, Duration.ofSeconds(30), Duration.ofMillis(1));
        try (ServedEvaluator keyed = evaluator(access)) {
            keyed.evaluate(ServedJobs.job("words-a", true));
        }
        assertThat(server.authorization).isEqualTo("Bearer secret");
    }

    /** Cut shorter than elsewhere, rows would be measured as something else. */
    @Test
    void rowsThatTheServerHasNoRoomForAreRefused() {
        server.maxModelLen = 41;

        assertThat(failure(served, ServedJobs.job("words-a", true))).hasMessageContaining("at most 41 tokens")
                .extracting(ShakerException::code).isEqualTo(ErrorCode.EVALUATION_SERVER_REFUSED);
    }

    @Test
    void whatNoServerMeasuresIsRefusedByName() {
        assertThat(failure(served, ServedJobs.job("words-a", true).under(new Attack.Fgsm(0.1))))
                .hasMessageContaining("attacks").extracting(ShakerException::code)
                .isEqualTo(ErrorCode.EVALUATION_UNSUPPORTED);
        assertThat(failure(served, ServedJobs.job("score-a", true, "pairs.tsv", 40)))
                .hasMessageContaining("two texts").extracting(ShakerException::code)
                .isEqualTo(ErrorCode.EVALUATION_UNSUPPORTED);
    }

    @Test
    void theDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (ServedEvaluator blocked = evaluator(
                ServedJobs.access(server.port(), ReplayServer.ENGINE, file.resolve("below")))) {
            assertThat(failure(blocked, ServedJobs.job("words-a", true)))
                    .hasMessageContaining("shaker.evaluation.server.directory");
        }
    }

    @Test
    void whatKilledProcessesLeftIsTakenAway() throws IOException {
        Path old = Files.createDirectories(directory.resolve("shaker-old"));
        Files.createFile(old.resolve("adapter_config.json"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path young = Files.createDirectories(directory.resolve("shaker-young"));
        Path foreign = Files.createDirectories(directory.resolve("foreign"));
        Files.setLastModifiedTime(foreign, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        served.evaluate(ServedJobs.job("words-a", true));

        assertThat(directory).isDirectoryContaining(young::equals).isDirectoryContaining(foreign::equals)
                .isDirectoryNotContaining(old::equals);
    }

    private static ShakerException failure(ServedEvaluator evaluator, EvaluationJob job) {
        return catchThrowableOfType(ShakerException.class, () -> evaluator.evaluate(job));
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(directory).isEmptyDirectory();
        assertThat(server.loaded()).isEmpty();
    }
}
