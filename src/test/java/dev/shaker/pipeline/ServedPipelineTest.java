package dev.shaker.pipeline;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.shaker.StockScores;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.sweep.SweepStatus;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.Envelope;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.SweepProgressed;
import dev.shaker.event.Topics;
import dev.shaker.event.TrainCompleted;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/** Adapters of a base model that nothing but a server has, from their announcement to the accuracies of their mixture. */
@QuarkusTest
@WithTestResource(StackResource.class)
@WithTestResource(ServedResource.class)
class ServedPipelineTest extends PipelineFixture {
    private static final Path LLAMA = Path.of("src/test/resources/decoders/llama");
    private static final List<String> LABELS = List.of("negative", "neutral", "positive");
    private static final TrainCompleted.Prompt PROMPT = new TrainCompleted.Prompt("{text_a}\nLabel:",
            List.of("bad film", "not_good", "very good"), null);

    ServedPipelineTest() {
        super(Topics.SWEEP_PROGRESS);
    }

    @Test
    void aBaseModelThatIsNowhereInTheStoreIsMeasuredByTheServerThatHasIt() {
        // Given
        Announcement a = publish("a", "words-a", PROMPT, "tiny/llama");
        assertThat(a.outcome()).as(a.message()).isEqualTo(Outcome.REGISTERED);
        assertThat(publish("b", "words-b", PROMPT, "tiny/llama").outcome()).isEqualTo(Outcome.REGISTERED);

        // When
        MixtureView mixture = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                explicit(List.of("a", "b"), "factors"), null, null, null));

        // Then
        EvaluationView mixed = mixture.evaluations().stream().map(evaluations::evaluation)
                .map(view -> view.orElseThrow())
                .filter(view -> view.domain().name().equals("a") && view.mixtureId() != null)
                .findFirst().orElseThrow();
        EvaluationView measured = await().atMost(PATIENCE).until(() -> evaluations.evaluation(mixed.id()).orElseThrow(),
                view -> view.status() == EvaluationStatus.COMPLETED && view.aloneCorrect() != null);
        assertThat(measured.correct()).isEqualTo(correct("words-mixed"));
        assertThat(measured.aloneCorrect()).isEqualTo(correct("words-a"));
        assertThat(measured.device()).isEqualTo("transformers 4.57.6 tiny-llama");
    }

    @Test
    void aSweepIsTheServersToo() {
        // Given
        publish("a", "words-a", PROMPT, "tiny/llama");
        publish("b", "words-b", PROMPT, "tiny/llama");

        // When
        String id = "served-" + space;
        given().contentType("application/json").body(Map.of("sweepId", id, "sizes", Map.of("from", 1, "to", 2)))
                .post("/api/v1/spaces/" + space + "/sweeps").then().statusCode(202);
        SweepView sweep = await().atMost(PATIENCE).until(() -> sweeps.sweep(id),
                view -> view.filter(found -> found.done() == 4 || found.status() == SweepStatus.FAILED).isPresent())
                .orElseThrow();

        // Then
        assertThat(sweep.status()).as(sweep.errorMessage()).isNotEqualTo(SweepStatus.FAILED);
        SweepTable table = sweeps.results(id).get(BigDecimal.ZERO);
        assertThat(table.scores()).hasSize(4).allSatisfy(score -> assertThat(score.correct()).isEqualTo(
                correct(table.names(score.subset()).size() == 2
                        ? "words-mixed"
                        : "words-" + table.names(score.subset()).getFirst())));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(progress(id)).last()
                .satisfies(last -> assertThat(last.status()).isEqualTo("completed")));
        assertThat(progress(id)).filteredOn(event -> event.results() != null).isNotEmpty().allSatisfy(
                event -> assertThat(event.results().device()).isEqualTo("transformers 4.57.6 tiny-llama"));
    }

    private List<SweepProgressed> progress(String sweep) {
        return wire.events(SweepProgressed.class).stream().filter(event -> event.sweepId().equals(sweep)).toList();
    }

    @Test
    void whatNoServerRunsIsRefusedByName() {
        Announcement headed = publish("a", "score-a", PROMPT, "tiny/llama");
        assertThat(headed.code()).isEqualTo("evaluation-unsupported");
        assertThat(headed.message()).contains("[score]");
    }

    @Test
    void theServerThatIsAwayMakesTheEvaluatorUnready() throws IOException, InterruptedException {
        await().atMost(PATIENCE).untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200)
                .body("checks.find { it.name == 'evaluation server' }.status", equalTo("UP")));
        URI server = ConfigProvider.getConfig().getValue("shaker.evaluation.server.url", URI.class);
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(HttpRequest.newBuilder(server.resolve("/fail/503/health")).build(), BodyHandlers.discarding());
        }
        await().atMost(PATIENCE).untilAsserted(() -> given().get("/q/health/ready").then().statusCode(503)
                .body("checks.find { it.name == 'evaluation server' }.data.code",
                        equalTo("evaluation-server-unavailable")));
        await().atMost(PATIENCE).untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    private Announcement publish(String domain, String adapter, TrainCompleted.@Nullable Prompt prompt, String base) {
        String location = sample.upload(LLAMA.resolve(adapter), "test/served/" + UUID.randomUUID() + "/",
                (file, bytes) -> bytes);
        String rows = sample.upload(LLAMA.getParent(), "test/served/rows/", (file, bytes) -> bytes);
        TrainCompleted data = new TrainCompleted(space,
                new TrainCompleted.Domain(domain, LABELS, new TrainCompleted.Data(rows + "rows.tsv", null), 40, null,
                        prompt),
                new TrainCompleted.AdapterFiles(location, Map.of()), new TrainCompleted.BaseModel(base, null, null),
                null, null, Map.of());
        Envelope<TrainCompleted> event = new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(), data);
        wire.send(event);
        return awaitOutcome(event);
    }

    /** Rows that the stock library has right: labels go round. */
    private static int correct(String measured) {
        return StockScores.correct(SampleSpace.json(LLAMA.resolve("expected.json")).path(measured), LABELS.size());
    }
}
