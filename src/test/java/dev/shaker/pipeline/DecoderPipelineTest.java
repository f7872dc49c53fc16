package dev.shaker.pipeline;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.StockScores;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.sweep.SweepStatus;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.AttackRequested;
import dev.shaker.event.Envelope;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.TrainCompleted;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.MemoryByteSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/** Decoders from their announcement to the accuracies of a mixture: src/test/python/decoder_golden.py has the stock library's. */
@QuarkusTest
@WithTestResource(StackResource.class)
class DecoderPipelineTest extends PipelineFixture {
    private static final Path DECODERS = Path.of("src/test/resources/decoders");
    private static final List<String> LABELS = List.of("negative", "neutral", "positive");
    private static final TrainCompleted.Prompt PROMPT = new TrainCompleted.Prompt("{text_a}\nLabel:",
            List.of("bad film", "not_good", "very good"), null);

    @Test
    void wordsOfLabelsAreMeasuredAloneAndMixed() {
        // Given
        Announcement a = publish("a", "words-a", PROMPT, null);
        registered(a);
        registered(publish("b", "words-b", PROMPT, null));
        given().get("/api/v1/spaces/" + space + "/adapters/" + a.adapterId()).then().statusCode(200)
                .body("registrations[0].test.format", equalTo("tsv"))
                .body("registrations[0].test.prompt.template", equalTo("{text_a}\nLabel:"))
                .body("registrations[0].test.prompt.continuations[1]", equalTo(" not_good"));

        // When
        MixtureView mixture = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                explicit(List.of("a", "b"), "factors"), null, null, null));

        // Then
        assertThat(mixture.status()).as(mixture.toString()).isEqualTo(MixtureStatus.READY);
        EvaluationView mixed = mixture.evaluations().stream().map(id -> awaitMeasured(id.hex()))
                .filter(view -> view.domain().name().equals("a") && view.mixtureId() != null).findFirst().orElseThrow();
        assertThat(mixed.correct()).isEqualTo(correct("words-mixed"));
        assertThat(mixed.rows()).isEqualTo(12);
        assertThat(await().atMost(PATIENCE).until(() -> evaluations.evaluation(mixed.id()).orElseThrow(),
                view -> view.aloneCorrect() != null).aloneCorrect()).isEqualTo(correct("words-a"));
    }

    @Test
    void aScoreHeadIsMeasured() {
        registered(publish("a", "score-a", null, null));
        String id = given().contentType("application/json").body(Map.of("space", space, "domain", "a"))
                .post("/api/v1/spaces/" + space + "/evaluations").then().statusCode(202).extract()
                .path("evaluationId");
        assertThat(awaitMeasured(id).correct()).isEqualTo(correct("score-a"));
    }

    /** Whoever learns it only when it is measured learns it late. */
    @Test
    void whatIsNotRunIsRefusedWhenATestSplitIsAnnounced() {
        refused(publish("a", "words-a", null, null), "head-missing", "--prompt");
        refused(publish("a", "score-a", PROMPT, null), "evaluation-unsupported", "[score]");
        refused(publish("a", "words-a", new TrainCompleted.Prompt("{text_a}", List.of("one"), null), null),
                "domain-labels-invalid", "1 words");
        refused(publish("a", "words-a", new TrainCompleted.Prompt("Label:", List.of(), null), null), "event-invalid",
                "{text_a}");
        refused(publishOfType("a", "words-a", PROMPT, "\"model_type\": \"gemma2\""), "evaluation-unsupported", "gpt2");
        refused(publishOfType("a", "words-a", PROMPT, "\"model_type\": \"gpt2\""), "base-model-invalid", "n_embd");
        refused(publishOfType("a", "words-a", PROMPT,
                "\"model_type\": \"llama\", \"quantization_config\": {\"bits\": 4}"),
                "base-model-invalid", "quantization_config");
    }

    /** Not only when they are measured. */
    @Test
    void attacksAreRefusedWhereTheyAreAskedFor() {
        // Given
        registered(publish("a", "words-a", PROMPT, null));
        registered(publish("b", "words-b", PROMPT, null));
        var attack = new AttackRequested("fgsm", null, null, null, null, null, null);

        // Then
        given().contentType("application/json").body(Map.of("domain", "a", "attack", Map.of("name", "fgsm")))
                .post("/api/v1/spaces/" + space + "/evaluations").then().statusCode(400)
                .body("code", equalTo("evaluation-unsupported")).body("details.field", equalTo("attack"));
        for (List<String> domains : List.of(List.<String>of(), List.of("b"))) {
            MixtureView refused = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                    explicit(List.of("a", "b"), "factors"), null, null,
                    new MixtureRequested.Evaluate(domains, null, null, null, List.of(attack))));
            assertThat(refused.status()).isEqualTo(MixtureStatus.FAILED);
            assertThat(refused.errorCode()).isEqualTo("evaluation-unsupported");
        }
        assertThat(sweep(Map.of("targets", List.of("a"), "attack", Map.of("name", "fgsm"))).errorCode())
                .isEqualTo("evaluation-unsupported");
        assertThat(evaluations.ofSpace(Named.space(space))).isEmpty();
    }

    @Test
    void aSweepMeasuresWordsOfLabels() {
        registered(publish("a", "words-a", PROMPT, null));
        registered(publish("b", "words-b", PROMPT, null));
        SweepView sweep = sweep(Map.of("targets", List.of("a")));
        assertThat(sweep.leftOut()).isEmpty();
        assertThat(sweep.status()).as(sweep.toString()).isEqualTo(SweepStatus.COMPLETED);
    }

    private SweepView sweep(Map<String, Object> request) {
        String id = "sweep-" + UUID.randomUUID();
        Map<String, Object> named = new HashMap<>(request);
        named.put("sweepId", id);
        given().contentType("application/json").body(named).post("/api/v1/spaces/" + space + "/sweeps").then()
                .statusCode(202);
        return await().atMost(PATIENCE)
                .until(() -> sweeps.sweep(id),
                        view -> view.filter(found -> found.finishedAt() != null).isPresent())
                .orElseThrow();
    }

    /** The same adapter on the same weights at the same place. */
    @Test
    void aTokenizerThatIsRepairedIsMeasuredAnew() {
        // Given
        String base = "test/decoders/" + UUID.randomUUID() + "/";
        registered(publish("a", "words-a", PROMPT, base(base, (file, bytes) -> file.equals("tokenizer.json")
                ? turned(bytes)
                : bytes)));
        EvaluationView wrong = awaitMeasured(ask());

        // When
        refreshed(publish("a", "words-a", PROMPT, base(base, (file, bytes) -> bytes)));
        EvaluationView mended = awaitMeasured(ask());

        // Then
        assertThat(mended.id()).isNotEqualTo(wrong.id());
        assertThat(mended.correct()).isEqualTo(correct("words-a"));
        refreshed(publish("a", "words-a", PROMPT, base(base, (file, bytes) -> file.equals("tokenizer_config.json")
                ? (new String(bytes, StandardCharsets.UTF_8).strip() + "\n\n").getBytes(StandardCharsets.UTF_8)
                : bytes)));
        assertThat(ask()).isNotIn(wrong.id(), mended.id());
    }

    /** An adapter that is the same as before, described anew. */
    private static void refreshed(Announcement outcome) {
        assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.UNCHANGED);
    }

    private String ask() {
        return given().contentType("application/json").body(Map.of("domain", "a"))
                .post("/api/v1/spaces/" + space + "/evaluations").then().statusCode(202).extract()
                .path("evaluationId");
    }

    /** A vocabulary whose words stand in reverse order. */
    private static byte[] turned(byte[] tokenizer) {
        ObjectNode json = JsonText.parseObject(ErrorCode.INTERNAL, new MemoryByteSource("tokenizer.json", tokenizer),
                1 << 20);
        ObjectNode vocabulary = (ObjectNode) json.path("model").path("vocab");
        int last = vocabulary.size() - 1;
        vocabulary.properties().forEach(word -> {
            if (word.getValue().asInt() > 1) {
                word.setValue(IntNode.valueOf(last + 2 - word.getValue().asInt()));
            }
        });
        return JsonText.compact(json).getBytes(StandardCharsets.UTF_8);
    }

    private String base(String key, SampleSpace.Change change) {
        return sample.upload(DECODERS.resolve("llama/base"), key, change);
    }

    private static void registered(Announcement outcome) {
        assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.REGISTERED);
        assertThat(outcome.code()).as(outcome.message()).isNull();
    }

    private static void refused(Announcement outcome, String code, String named) {
        assertThat(outcome.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(outcome.code()).as(outcome.message()).isEqualTo(code);
        assertThat(outcome.message()).contains(named);
    }

    /** @param type what the base model's configuration is made to say of its family, null for what it says */
    private Announcement publishOfType(String domain, String adapter, TrainCompleted.@Nullable Prompt prompt,
            String type) {
        return publish(domain, adapter, prompt, base("test/decoders/" + UUID.randomUUID() + "/",
                (file, bytes) -> file.equals("config.json")
                        ? new String(bytes, StandardCharsets.UTF_8).replace("\"model_type\": \"llama\"", type)
                                .getBytes(StandardCharsets.UTF_8)
                        : bytes));
    }

    /** @param location of the base model, null for a copy of its own */
    private Announcement publish(String domain, String adapter, TrainCompleted.@Nullable Prompt prompt,
            @Nullable String location) {
        String base = location == null
                ? base("test/decoders/" + UUID.randomUUID() + "/", (file, bytes) -> bytes)
                : location;
        String files = sample.upload(DECODERS.resolve("llama").resolve(adapter),
                "test/decoders/" + UUID.randomUUID() + "/", (file, bytes) -> bytes);
        String rows = sample.upload(DECODERS, "test/decoders/rows/", (file, bytes) -> bytes);
        TrainCompleted data = new TrainCompleted(space,
                new TrainCompleted.Domain(domain, LABELS, new TrainCompleted.Data(rows + "rows.tsv", null), 40, null,
                        prompt),
                new TrainCompleted.AdapterFiles(files, Map.of()),
                new TrainCompleted.BaseModel("tiny/llama", base, null), null, null, Map.of());
        Envelope<TrainCompleted> event = new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(), data);
        wire.send(event);
        return awaitOutcome(event);
    }

    private EvaluationView awaitMeasured(String id) {
        return await().atMost(PATIENCE).until(() -> evaluations.evaluation(Named.evaluation(id)),
                view -> view.filter(found -> found.status() == EvaluationStatus.COMPLETED).isPresent())
                .orElseThrow();
    }

    /** Rows that the stock library has right: labels go round. */
    private static int correct(String measured) {
        return StockScores.correct(SampleSpace.json(DECODERS.resolve("llama/expected.json")).path(measured),
                LABELS.size());
    }
}
