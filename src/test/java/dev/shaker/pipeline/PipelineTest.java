package dev.shaker.pipeline;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.event.AccuracyMeasured;
import dev.shaker.event.AdapterRejected;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventData;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.MixtureFailed;
import dev.shaker.event.MixtureReady;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.Topics;
import dev.shaker.event.TrainCompleted;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.listing.PageRequest;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The whole pipeline against the real broker, database, store and PyTorch: events in, events out. */
@QuarkusTest
@WithTestResource(StackResource.class)
class PipelineTest extends PipelineFixture {
    PipelineTest() {
        super(Topics.FSD_UPDATED, Topics.ADAPTER_REJECTED, Topics.MIXTURE_READY, Topics.MIXTURE_FAILED, Topics.ACCURACY,
                Topics.deadLetter(Topics.TRAIN_COMPLETED), Topics.deadLetter(Topics.MIXTURE_REQUEST));
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void theMatrixOfTheSampleIsThatOfANaiveDoubleLoop(String method) {
        // When
        publishAll(method, sample.domains());

        // Then
        FsdMatrix matrix = layers.among(adapters.current(Named.space(space)), Basis.FACTORS);
        assertThat(matrix.entries()).extracting(one -> one.domain().name()).isEqualTo(sample.domains());
        assertThat(adapters.current(Named.space(space))).filteredOn(adapter -> adapter.planes().contains("/packs/"))
                .hasSizeGreaterThan(8);
        Map<String, Tensors> bodies = new HashMap<>();
        for (String domain : sample.domains()) {
            bodies.put(domain, AdapterReader.open(new LocalFiles(SampleSpace.ROOT.resolve(method).resolve(domain)))
                    .body());
        }
        for (int i = 0; i < matrix.size(); i++) {
            for (int j = 0; j < i; j++) {
                PairConflicts pair = matrix.pair(i, j).orElseThrow();
                Tensors a = bodies.get(sample.domains().get(i));
                Tensors b = bodies.get(sample.domains().get(j));
                for (var layer : pair.layers()) {
                    assertThat(layer.conflicts()).as("%s of %d and %d", layer.layer(), i, j)
                            .isEqualTo(naiveConflicts(a.read(a.layer(layer.layer())), b.read(b.layer(layer.layer()))));
                }
                assertThat(matrices.matrix(Named.space(space)).pair(i, j).orElseThrow().conflicts())
                        .isEqualTo(pair.conflicts());
            }
        }
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(13);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(FsdUpdated.class)).hasSize(13));
        assertThat(events(FsdUpdated.class)).extracting(update -> update.pairs().size())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    @Test
    void aMixtureOfNamedMembersClassifiesLikeTheStockLibrarysAverage() {
        // Given
        JsonNode expected = SampleSpace.json(SampleSpace.ROOT.resolve("expected-mixtures.json"));
        JsonNode expectedMixture = expected.get("mixtures").get(3);
        List<String> members = new ArrayList<>();
        expectedMixture.get("members").forEach(member -> members.add(member.asText()));
        publishAll("pfeiffer", members);

        // When
        MixtureView ready = awaitMixture(request(explicit(members, null), null));

        // Then
        assertThat(ready.status()).as("%s %s", ready.errorCode(), ready.errorMessage()).isEqualTo(MixtureStatus.READY);
        assertThat(ready.members()).extracting(one -> one.domain().name()).isEqualTo(members);
        String id = ready.id().hex();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(evaluations.ofMixture(Named.mixture(id))).hasSize(members.size())
                        .allMatch(view -> view.status() != EvaluationStatus.REQUESTED && view.aloneCorrect() != null));
        for (EvaluationView view : evaluations.ofMixture(Named.mixture(id))) {
            assertThat(view.correct()).as(view.domain().name())
                    .isEqualTo(expectedMixture.get("domains").get(view.domain().name()).get("correct").asInt());
            assertThat(view.aloneCorrect()).as(view.domain().name())
                    .isEqualTo(expected.get("single").get(view.domain().name()).get("correct").asInt());
        }
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(events(MixtureReady.class)).hasSize(1);
            Map<String, AccuracyMeasured> last = new HashMap<>();
            events(AccuracyMeasured.class).forEach(accuracy -> last.put(accuracy.evaluationId(), accuracy));
            assertThat(last).hasSize(2 * members.size());
            assertThat(last.values()).filteredOn(accuracy -> accuracy.mixtureId() != null)
                    .allMatch(accuracy -> accuracy.drop() != null);
        });
    }

    @Test
    void theSameRequestTwiceIsOneMixtureAndOneEvaluation() {
        // Given
        publishAll("lora", List.of("nli", "reviews"));
        MixtureView first = awaitMixture(request(explicit(List.of("nli", "reviews"), null), new BigDecimal("0.3")));

        // When
        MixtureView second = awaitMixture(request(explicit(List.of("reviews", "nli"), null), new BigDecimal("0.30")));

        // Then
        assertThat(second.id()).isEqualTo(first.id()).isNotNull();
        assertThat(second.recipe()).isEqualTo(first.recipe());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                events(AccuracyMeasured.class).stream().map(AccuracyMeasured::evaluationId).distinct()).hasSize(4));
        assertThat(evaluations.ofMixture(first.id())).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void theSameEventThreeTimesRegistersOnce(boolean overHttp) {
        // Given
        Envelope<TrainCompleted> event = sample.announcement(space, "pfeiffer", "nli");
        Envelope<TrainCompleted> marker = sample.announcement(space, "pfeiffer", "posts");

        // When
        send(event, overHttp);
        send(event, overHttp);
        send(event, overHttp);
        send(marker, overHttp);

        // Then
        assertThat(awaitOutcome(marker).outcome()).isEqualTo(Outcome.REGISTERED);
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(2);
        assertThat(listings.adapters(Named.space(space), null, PageRequest.first(100)).items()).hasSize(2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(FsdUpdated.class)).hasSize(2));
    }

    @ParameterizedTest
    @CsvSource({ "true,true", "true,false", "false,true", "false,false" })
    void ofTwoAdaptersOfOneDomainTheLaterTrainedIsCurrentInEitherOrder(boolean olderFirst, boolean overHttp) {
        // Given
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        Envelope<TrainCompleted> older = at(noon, sample.announcement(space, "pfeiffer", "nli"));
        String changed = sample.upload(SampleSpace.ROOT.resolve("pfeiffer/nli"), "test/changed/" + space + "/",
                (file, bytes) -> file.equals("adapter.safetensors") ? withLastFloat(bytes, 0.25f) : bytes);
        Envelope<TrainCompleted> newer = at(noon.plusSeconds(60),
                sample.envelope(space, "nli", sample.labels("nli"), changed, sample.base()));
        wire.send(sample.announcement(space, "pfeiffer", "posts"));

        // When
        send(olderFirst ? older : newer, overHttp);
        send(olderFirst ? newer : older, overHttp);

        // Then
        Announcement outcome = awaitOutcome(older);
        assertThat(awaitOutcome(newer).outcome()).isEqualTo(Outcome.REGISTERED);
        assertThat(outcome.outcome()).isEqualTo(olderFirst ? Outcome.REGISTERED : Outcome.SUPERSEDED);
        assertThat(outcome.code()).isEqualTo(olderFirst ? null : "adapter-superseded");
        assertThat(adapters.current(Named.space(space))).extracting(one -> one.domain().name()).containsExactly("nli",
                "posts");
        assertThat(adapters.current(Named.space(space)).get(0).location()).isEqualTo(changed);
        assertThat(listings.adapters(Named.space(space), null, PageRequest.first(100)).items())
                .filteredOn(a -> a.status() == AdapterStatus.SUPERSEDED).hasSize(1)
                .allMatch(a -> a.trainedAt().equals(noon));
        assertThat(matrices.matrix(Named.space(space)).pair(0, 1)).isPresent();
    }

    @Test
    void aRetrainedDomainMakesItsMixturesStale() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts"));
        MixtureView mixture = awaitMixture(request(explicit(List.of("nli", "posts"), null), null));
        assertThat(mixture.stale()).isFalse();
        String changed = sample.upload(SampleSpace.ROOT.resolve("pfeiffer/nli"), "test/retrained/" + space + "/",
                (file, bytes) -> file.equals("adapter.safetensors") ? withLastFloat(bytes, 0.5f) : bytes);

        // When
        Envelope<TrainCompleted> retrained = sample.envelope(space, "nli", sample.labels("nli"), changed,
                sample.base());
        wire.send(retrained);

        // Then
        assertThat(awaitOutcome(retrained).outcome()).isEqualTo(Outcome.REGISTERED);
        assertThat(mixtures.byRequest(mixture.requestId()).orElseThrow().stale()).isTrue();
    }

    /** It would stop every later mix and sweep of its space. */
    @Test
    void aHeadThatComputesNoNumbersIsRefusedAtTheDoor() throws IOException {
        for (float value : new float[]{ Float.NaN, Float.POSITIVE_INFINITY }) {
            Envelope<TrainCompleted> event = changed("head" + value,
                    (file, bytes) -> file.equals("model_head.safetensors") ? withLastFloat(bytes, value) : bytes);
            wire.send(event);
            Announcement refused = awaitOutcome(event);
            assertThat(refused.code()).as(refused.message()).isEqualTo("tensor-not-finite");
            assertThat(refused.message()).contains("model_head.safetensors");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aBrokenAdapterIsRejectedByItsOwnCodeAndThePipelineGoesOn(boolean overHttp) throws IOException {
        // Given
        publishAll("pfeiffer", List.of("posts"));
        Path nli = SampleSpace.ROOT.resolve("pfeiffer/nli");
        Map<String, Envelope<TrainCompleted>> broken = new HashMap<>();
        broken.put("adapter-file-missing", changed("missing",
                (file, bytes) -> file.equals("adapter.safetensors") ? new byte[0] : bytes));
        broken.put("tensor-file-truncated", changed("truncated", (file, bytes) -> file.equals("adapter.safetensors")
                ? java.util.Arrays.copyOf(bytes, bytes.length / 2)
                : bytes));
        broken.put("tensor-offsets-invalid", changed("overlap", (file, bytes) -> file.equals("adapter.safetensors")
                ? replaced(bytes, "[128,16512]", "[127,16511]")
                : bytes));
        broken.put("tensor-not-finite", changed("nan",
                (file, bytes) -> file.equals("adapter.safetensors") ? withLastFloat(bytes, Float.NaN) : bytes));
        broken.put("pickle-global-forbidden", inAnotherFile("pytorch_adapter.bin", "torch/foreign.bin"));
        broken.put("adapter-not-comparable", ofAnotherHiddenSize());
        broken.put("tensor-shape-mismatch", changed("shape", (file, bytes) -> file.equals("adapter_config.json")
                ? replaced(bytes, "\"hidden_size\": 128", "\"hidden_size\": 96")
                : bytes));
        broken.put("object-not-found",
                sample.envelope(space, "nli", sample.labels("nli"), store.locate("test/nowhere/"), sample.base()));
        broken.put("domain-labels-invalid",
                sample.envelope(space, "nli", List.of("only"), sample.upload(nli, "test/labels/", b -> b),
                        sample.base()));
        broken.put("base-model-mismatch",
                sample.envelope(space, "nli", sample.labels("nli"), sample.upload(nli, "test/foreign/", b -> b),
                        otherBase()));

        // When
        broken.values().forEach(event -> send(event, overHttp));
        Envelope<TrainCompleted> sound = sample.announcement(space, "pfeiffer", "reviews");
        wire.send(sound);

        // Then
        broken.forEach((code, event) -> {
            Announcement outcome = awaitOutcome(event);
            assertThat(outcome.outcome()).as(code).isEqualTo(Outcome.REJECTED);
            assertThat(outcome.code()).as(outcome.message()).isEqualTo(code);
            // Every message names the place, and the remedy after a colon or a semicolon.
            assertThat(outcome.message()).as(code)
                    .containsAnyOf("s3://", "'nli'", "adapter '").containsPattern("[:;] ?\\w");
        });
        assertThat(awaitOutcome(sound).outcome()).isEqualTo(Outcome.REGISTERED);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(AdapterRejected.class))
                .extracting(rejected -> rejected.error().code()).containsExactlyInAnyOrderElementsOf(broken.keySet()));
        assertThat(listings.rejections(Named.space(space), PageRequest.first(100)).items()).hasSize(broken.size());
    }

    @Test
    void anImpossibleMixtureFailsByItsOwnCodeAndThePipelineGoesOn() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts"));

        // When
        MixtureView unknown = awaitMixture(request(explicit(List.of("nli", "sst7"), null), null));
        MixtureView tooMany = awaitMixture(request(greedy(3), null));
        MixtureView tooSparse = awaitMixture(request(greedy(2), new BigDecimal("1.5")));
        MixtureView nowhere = awaitMixture(
                new MixtureRequested(UUID.randomUUID().toString(), space + "-no", greedy(2), null, null, null));
        MixtureView sound = awaitMixture(request(greedy(2), new BigDecimal("0.4")));

        // Then
        assertThat(unknown.errorCode()).isEqualTo("domain-unknown");
        assertThat(unknown.errorMessage()).contains("sst7").contains("nli, posts");
        assertThat(tooMany.errorCode()).isEqualTo("mixture-too-large");
        assertThat(tooSparse.errorCode()).isEqualTo("sparsity-out-of-range");
        assertThat(nowhere.errorCode()).isEqualTo("space-unknown");
        assertThat(sound.status()).isEqualTo(MixtureStatus.READY);
        assertThat(sound.sparsity()).isBetween(0.39, 0.41);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(MixtureFailed.class)).hasSize(3));
    }

    @Test
    void overHttpAnImpossibleMixtureFailsByItsOwnCodeAndWhatCanNeverBeRightIsRefusedAtTheDoor() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts"));

        // When
        MixtureView unknown = awaitMixture(posted("{'strategy': 'explicit', 'members': ['nli', 'sst7']}", "0"));
        MixtureView tooMany = awaitMixture(posted("{'strategy': 'greedy', 'size': 3}", "0"));
        MixtureView sound = awaitMixture(posted("{'strategy': 'greedy', 'size': 2}", "0.4"));

        // Then
        assertThat(unknown.errorCode()).isEqualTo("domain-unknown");
        assertThat(unknown.errorMessage()).contains("sst7").contains("nli, posts");
        assertThat(tooMany.errorCode()).isEqualTo("mixture-too-large");
        assertThat(sound.status()).isEqualTo(MixtureStatus.READY);
        refused(post(space, "{'strategy': 'greedy', 'size': 2}", "1.5"), "sparsity-out-of-range", "1.5");
        Response nowhere = post(space + "-no", "{'strategy': 'greedy', 'size': 2}", "0");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.jsonPath().getString("code")).isEqualTo("space-unknown");
    }

    private String posted(String select, String sparsity) {
        Response answer = post(space, select, sparsity);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        return answer.jsonPath().getString("requestId");
    }

    private static Response post(String space, String select, String sparsity) {
        return given().contentType("application/json")
                .body("{\"select\": " + select.replace('\'', '"') + ", \"prune\": {\"sparsity\": " + sparsity + "}}")
                .post("/api/v1/spaces/" + space + "/mixtures");
    }

    @Test
    void bytesThatCannotBeReadAreKeptOnTheDeadLetterTopic() {
        // Given
        byte[] broken = ("{\"space\": \"" + space).getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_source", "/tests", "ce_type",
                "dev.shaker.train-completed.v1", "content-type", "application/json");
        Map<String, String> foreign = new HashMap<>(headers);
        foreign.put("ce_type", "com.example.coffee-ready.v1");

        // When
        wire.send(Topics.TRAIN_COMPLETED, space, headers, broken);
        wire.send(Topics.TRAIN_COMPLETED, space, foreign, "{}".getBytes(StandardCharsets.UTF_8));
        Envelope<TrainCompleted> sound = sample.announcement(space, "pfeiffer", "nli");
        wire.send(sound);

        // Then
        assertThat(awaitOutcome(sound).outcome()).isEqualTo(Outcome.REGISTERED);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                wire.records(Topics.deadLetter(Topics.TRAIN_COMPLETED)).stream().filter(r -> space.equals(r.key())))
                .hasSize(2));
        var letters = wire.records(Topics.deadLetter(Topics.TRAIN_COMPLETED)).stream()
                .filter(record -> space.equals(record.key())).toList();
        assertThat(letters.get(0).value()).isEqualTo(broken);
        assertThat(letters).extracting(record -> Wire.headers(record).get("x-error-code"))
                .containsExactly("event-malformed", "event-type-unknown");
    }

    @Test
    void overHttpBytesThatAreNoEventAreRefusedAtTheDoorWithTheirCode() {
        Map<String, String> headers = new EventCodec().encode(sample.announcement(space, "pfeiffer", "nli")).headers();
        String json = new String(new EventCodec().encode(sample.announcement(space, "pfeiffer", "nli")).body(),
                StandardCharsets.UTF_8);
        Map<String, String> foreign = new HashMap<>(headers);
        foreign.put("ce_type", "com.example.coffee-ready.v1");

        refused(post(headers, "{\"space\": \"" + space), "event-malformed", "line 1");
        refused(post(foreign, json), "event-type-unknown", "com.example.coffee-ready.v1");
        refused(post(headers, "{}"), "event-invalid", "space");
    }

    private static Response post(Map<String, String> headers, String body) {
        var request = given();
        headers.forEach((name, value) -> {
            if (name.startsWith("ce_")) {
                request.header(name.replace('_', '-'), value);
            }
        });
        return request.contentType("application/json").body(body.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/events");
    }

    private static void refused(Response answer, String code, String named) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        assertThat(answer.jsonPath().getString("code")).as(answer.asString()).isEqualTo(code);
        assertThat(answer.jsonPath().getString("detail")).contains(named);
    }

    private void send(Envelope<TrainCompleted> event, boolean overHttp) {
        if (overHttp) {
            var message = new EventCodec().encode(event);
            assertThat(post(message.headers(), new String(message.body(), StandardCharsets.UTF_8)).statusCode())
                    .isEqualTo(202);
        } else {
            wire.send(event);
        }
    }

    /** The adapter with its weights in another file, as a test resource has them. */
    private Envelope<TrainCompleted> inAnotherFile(String file, String resource) throws IOException {
        Envelope<TrainCompleted> event = changed("pickle",
                (name, bytes) -> name.equals("adapter.safetensors") ? new byte[0] : bytes);
        try (var out = store.sink(event.data().adapter().location()).create(file)) {
            out.write(Files.readAllBytes(Path.of("src/test/resources", resource)));
        }
        return event;
    }

    /** A sound adapter of a base model of the same name and another hidden size. */
    private Envelope<TrainCompleted> ofAnotherHiddenSize() {
        String location = sample.upload(Path.of("src/test/resources/adapters/hub-pfeiffer-bin"),
                "test/" + space + "/other-size/", (file, bytes) -> bytes);
        return sample.envelope(space, "nli", List.of("a", "b", "c"), location, sample.base());
    }

    private Envelope<TrainCompleted> changed(String name, SampleSpace.Change change) {
        String location = sample.upload(SampleSpace.ROOT.resolve("pfeiffer/nli"), "test/" + space + "/" + name + "/",
                change);
        return sample.envelope(space, "nli", sample.labels("nli"), location, sample.base());
    }

    /** The sample's base model with one weight changed. */
    private TrainCompleted.BaseModel otherBase() {
        String location = sample.upload(SampleSpace.ROOT.resolve("base"), "test/other-base/", (file, bytes) -> {
            if (file.equals("model.safetensors")) {
                bytes[bytes.length - 1] ^= 1;
            }
            return bytes;
        });
        return new TrainCompleted.BaseModel("shaker-sample/tiny-bert", location, null);
    }

    private MixtureRequested request(MixtureRequested.Select select, BigDecimal sparsity) {
        return new MixtureRequested(UUID.randomUUID().toString(), space, select,
                sparsity == null ? null : new MixtureRequested.Prune(sparsity, null, null, null), null, null);
    }

    private static MixtureRequested.Select greedy(int size) {
        return new MixtureRequested.Select("greedy", size, List.of(), List.of(), null, null);
    }

    private <T extends EventData> List<T> events(Class<T> type) {
        return wire.events(type).stream().filter(event -> space.equals(spaceOf(event))).toList();
    }

    private static String spaceOf(EventData event) {
        return event instanceof AccuracyMeasured accuracy ? accuracy.space() : event.key();
    }

    private static Envelope<TrainCompleted> at(Instant time, Envelope<TrainCompleted> event) {
        return new Envelope<>(event.id(), event.source(), time, event.data());
    }

    /** The last four bytes of a safetensors file are the last value of its last tensor. */
    private static byte[] withLastFloat(byte[] bytes, float value) {
        byte[] changed = bytes.clone();
        java.nio.ByteBuffer.wrap(changed).order(java.nio.ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, value);
        return changed;
    }

    private static byte[] replaced(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static long naiveConflicts(float[] a, float[] b) {
        long conflicts = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] > 0 && b[i] < 0 || a[i] < 0 && b[i] > 0) {
                conflicts++;
            }
        }
        return conflicts;
    }
}
