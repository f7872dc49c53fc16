package dev.shaker.pipeline;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.Topics;
import dev.shaker.event.TrainCompleted;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

/** Adapters of other families, with no more of their base model than its name. */
@QuarkusTest
@WithTestResource(StackResource.class)
class FamilyPipelineTest extends PipelineFixture {
    private static final Path FAMILIES = Path.of("src/test/resources/families");

    FamilyPipelineTest() {
        super(Topics.EVALUATION_REQUEST);
    }

    @Test
    void decodersAreComparedAndMixedWithoutBaseModelLabelsAndTestSplit() {
        // Given
        for (String name : List.of("llama.lora", "llama.lora.seq-cls", "llama.all-linear", "llama.embedding")) {
            Announcement outcome = publish(name, name, "tiny/llama", null);
            assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.REGISTERED);
            assertThat(outcome.code()).isEqualTo("adapter-not-evaluated");
        }

        // When
        MixtureView mixture = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                explicit(List.of("llama.lora", "llama.lora.seq-cls", "llama.all-linear", "llama.embedding"), "update"),
                null, new MixtureRequested.Merge("concat", Map.of(), Map.of()), null));

        // Then
        assertThat(mixture.status()).as(mixture.toString()).isEqualTo(MixtureStatus.READY);
        var files = store.open(store.locate("mixtures/" + space + "/" + mixture.id() + "/"));
        assertThat(files.files()).containsKeys("domains/llama.lora.seq-cls/adapter_model.safetensors",
                "domains/llama.embedding/adapter_model.safetensors", "body/adapter_model.safetensors")
                .doesNotContainKey("domains/llama.lora/adapter_model.safetensors");
        Adapter scored = MixtureFiles.open(files, Named.domain("llama.lora.seq-cls"));
        assertThat(scored.head().orElseThrow().config().labels()).isEqualTo(3);
        assertThat(scored.body().layers()).anyMatch(layer -> layer.name().equals("embed_tokens.lora_A"));
        assertThat(mixture.evaluations()).isEmpty();
    }

    @Test
    void anotherModelsNameIsRefusedAndAnotherRevisionOrCopyIsSaid() {
        assertRegistered(publish("llama.lora", "one", "tiny/llama", "tiny/llama"), "adapter-not-evaluated");
        assertThat(publish("llama.lora.seq-cls", "two", "tiny/mistral", "tiny/mistral").code())
                .isEqualTo("base-model-mismatch");
        Announcement pinned = publish("llama.rslora", "three", "tiny/llama", "tiny/llama", "9f1c", null, null);
        assertRegistered(pinned, "base-model-uncertain");
        assertThat(pinned.message()).contains("tiny/llama@9f1c").contains("another revision or number format")
                .contains("not evaluated");
        assertRegistered(publish("llama.bf16", "four", "tiny/llama", "tiny/llama-bnb-4bit"), "base-model-uncertain");
        given().get("/api/v1/spaces/" + space + "/advice?members=one,three").then().statusCode(200)
                .body("findings.reason", hasItem("base-model-uncertain"));
    }

    @Test
    void digestsDecideAmongAdaptersOfOneName() {
        String one = "1".repeat(64);
        assertRegistered(publish("llama.lora", "named", "tiny/llama", "tiny/llama"), "adapter-not-evaluated");
        assertRegistered(publish("llama.bf16", "first", "tiny/llama", "tiny/llama", null, one, null),
                "adapter-not-evaluated");
        assertRegistered(publish("llama.rslora", "same", "tiny/llama", "tiny/llama", null, one, null),
                "adapter-not-evaluated");
        Announcement other = publish("llama.patterns", "other", "tiny/llama", "tiny/llama", null, "2".repeat(64), null);
        assertThat(other.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(other.code()).isEqualTo("base-model-mismatch");
        assertThat(other.message()).contains(one).contains("2".repeat(64));
    }

    /** What could be scored as something else is refused by name. */
    @Test
    void aTestSplitThatNothingCanScoreIsRefusedWithTheWayOut() {
        String rows = sample.upload(SampleSpace.ROOT.resolve("domains/nli"), "test/domains/nli/",
                (file, bytes) -> bytes)
                + "test.tsv";
        Announcement unknown = publish("llama.lora.seq-cls", "nli", "tiny/llama", "tiny/llama", null, null, rows);
        assertThat(unknown.code()).isEqualTo("evaluation-unsupported");
        assertThat(unknown.message()).contains("files of base model 'tiny/llama'").contains("without a test split");
        assertThat(publish("llama.lora", "nli", "tiny/llama", "tiny/llama", null, null, rows).code())
                .isEqualTo("head-missing");
    }

    @Test
    void whatShakerCannotRunIsMeasuredByOthersWhereTheProducerSaysSo() {
        // Given
        String rows = sample.upload(SampleSpace.ROOT.resolve("domains/nli"), "test/domains/nli/",
                (file, bytes) -> bytes) + "test.tsv";
        var test = new TrainCompleted.Data(rows, "tsv", null, "outside");
        for (String name : List.of("llama.lora", "llama.all-linear")) {
            Announcement outcome = publish(name, name, "tiny/llama", null, null, null, test, List.of());
            assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.REGISTERED);
        }

        // When
        MixtureView mixture = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                explicit(List.of("llama.lora", "llama.all-linear"), "update"), null,
                new MixtureRequested.Merge("concat", Map.of(), Map.of()), null));

        // Then
        assertThat(mixture.status()).as(mixture.toString()).isEqualTo(MixtureStatus.READY);
        assertThat(mixture.evaluations()).hasSize(2);
        List<EvaluationView> asked = evaluations.ofSpace(Named.space(space));
        assertThat(asked).hasSize(4).allMatch(view -> view.status() == EvaluationStatus.REQUESTED);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(wire.events(EvaluationRequested.class).stream()
                .filter(event -> event.space().equals(space))).hasSize(4)
                .allMatch(event -> EvaluationRequested.OUTSIDE.equals(event.evaluator())));
        for (EvaluationView view : asked) {
            given().contentType("application/json")
                    .body(Map.of("engine", "peer 1", "rows", 10, "correct", view.mixtureId() == null ? 9 : 7))
                    .post("/api/v1/spaces/" + space + "/evaluations/" + view.id() + "/result").then().statusCode(202);
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(mixture.evaluations()).allSatisfy(
                id -> assertThat(evaluations.evaluation(id).orElseThrow().drop()).isEqualTo(0.2)));
        given().contentType("application/json").body(Map.of("domain", "llama.lora", "attack", Map.of("name", "fgsm")))
                .post("/api/v1/spaces/" + space + "/evaluations").then().statusCode(400)
                .body("details.field", equalTo("attack"));
        given().contentType("application/json")
                .body(Map.of("sweepId", "sweep-" + space, "targets", List.of("llama.lora")))
                .post("/api/v1/spaces/" + space + "/sweeps").then().statusCode(202);
        await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(sweeps.sweep("sweep-" + space).orElseThrow().errorCode())
                        .isEqualTo("evaluation-unsupported"));
    }

    private static void assertRegistered(Announcement outcome, String code) {
        assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.REGISTERED);
        assertThat(outcome.code()).isEqualTo(code);
    }

    private Announcement publish(String name, String domain, String announced, @Nullable String named) {
        return publish(name, domain, announced, named, null, null, null);
    }

    /** @param named what the adapter's own configuration is made to say, null for what it says */
    private Announcement publish(String name, String domain, String announced, @Nullable String named,
            @Nullable String revision, @Nullable String digest, @Nullable String rows) {
        return publish(name, domain, announced, named, revision, digest,
                rows == null ? null : new TrainCompleted.Data(rows, null),
                rows == null ? List.of() : List.of("a", "b", "c"));
    }

    private Announcement publish(String name, String domain, String announced, @Nullable String named,
            @Nullable String revision, @Nullable String digest, TrainCompleted.@Nullable Data test,
            List<String> labels) {
        String key = "test/families/" + UUID.randomUUID() + "/";
        String location = sample.upload(FAMILIES.resolve(name), key,
                (file, bytes) -> file.equals("adapter_config.json") && named != null
                        ? renamed(new String(bytes, StandardCharsets.UTF_8), named, revision)
                        : bytes);
        TrainCompleted data = new TrainCompleted(space,
                new TrainCompleted.Domain(domain, labels, test, null, null),
                new TrainCompleted.AdapterFiles(location, Map.of()),
                new TrainCompleted.BaseModel(announced, null, digest), null, null, Map.of());
        Envelope<TrainCompleted> event = new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(), data);
        wire.send(event);
        return awaitOutcome(event);
    }

    private static byte[] renamed(String config, String name, @Nullable String revision) {
        String text = config.replaceFirst("\"base_model_name_or_path\": [^,]*,",
                "\"base_model_name_or_path\": \"" + name + "\",");
        return (revision == null
                ? text
                : text.replaceFirst("\"revision\": [^,]*,", "\"revision\": \"" + revision + "\","))
                .getBytes(StandardCharsets.UTF_8);
    }
}
