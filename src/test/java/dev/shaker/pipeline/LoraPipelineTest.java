package dev.shaker.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.event.Envelope;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.Topics;
import dev.shaker.event.TrainCompleted;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.PairCounter;
import dev.shaker.fsd.UpdatePlanes;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.mixture.merge.Loras;
import dev.shaker.stack.StackResource;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.SignPlanes;
import dev.shaker.web.OpenApiDocument;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.awaitility.Awaitility.await;

/** LoRA through the whole pipeline: both bases, every kind of merge, advice, dry run and rebuild. */
@QuarkusTest
@WithTestResource(StackResource.class)
class LoraPipelineTest extends PipelineFixture {
    private static final List<String> TWO = List.of("nli", "reviews");
    private static final List<String> THREE = List.of("answers", "duplicates", "films");

    LoraPipelineTest() {
        super(Topics.FSD_UPDATED, Topics.MIXTURE_FAILED);
    }

    @ParameterizedTest
    @CsvSource({ "mean,,factors", "concat,,update", "svd,16,update", "svd,24,update" })
    void aMergeOfLoraClassifiesAsTheStockLibrariesDo(String method, @Nullable Integer rank, String expected) {
        // Given: 16 is the rank of two members' update, 24 of three
        List<String> members = rank != null && rank == 24 ? THREE : TWO;
        publishAll(members);
        Map<String, JsonNode> parameters = rank == null ? Map.of() : Map.of("rank", IntNode.valueOf(rank));

        // When
        MixtureView ready = awaitMixture(request(explicit(members, null),
                new MixtureRequested.Merge(method, Map.of(), parameters), null));

        // Then
        assertThat(ready.status()).as("%s %s", ready.errorCode(), ready.errorMessage()).isEqualTo(MixtureStatus.READY);
        String id = ready.id().hex();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(evaluations.ofMixture(Named.mixture(id))).hasSize(members.size())
                        .allMatch(view -> view.status() == EvaluationStatus.COMPLETED));
        JsonNode counts = expected(members, expected);
        for (EvaluationView view : evaluations.ofMixture(Named.mixture(id))) {
            assertThat(view.correct()).as(view.domain().name())
                    .isEqualTo(counts.get(view.domain().name()).get("correct").asInt());
        }
    }

    /** 16-dead-adapter. */
    @Test
    void whatChangesNothingIsMarkedAndNeverChosenAsAPartner() {
        // Given
        List<String> live = List.of("answers", "films", "posts");
        publishAll("lora", live);
        String dead = sample.upload(java.nio.file.Path.of("src/test/resources/cases/16-dead-adapter/earnings"),
                "test/cases/dead/" + space + "/", java.util.function.UnaryOperator.identity());
        Envelope<TrainCompleted> event = sample.envelope(space, "earnings", sample.labels("earnings"), dead,
                sample.base());
        register(event);

        // When
        MixtureView mixture = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                new MixtureRequested.Select("greedy", 3, List.of(), List.of(), null, null), null, null,
                new MixtureRequested.Evaluate(List.of(), null, true)));

        // Then
        assertThat(adapters.announcement(event.source(), event.id()).orElseThrow().code()).isEqualTo("adapter-inert");
        assertThat(adapters.current(Named.space(space))).filteredOn(RegisteredAdapter::inert)
                .extracting(one -> one.domain().name())
                .containsExactly("earnings");
        assertThat(mixture.members()).extracting(one -> one.domain().name()).isEqualTo(live);
        JsonPath advice = given().contentType(ContentType.JSON)
                .body("{\"select\": {\"strategy\": \"explicit\", \"members\": [\"films\", \"earnings\"]}}")
                .post("/api/v1/spaces/" + space + "/advice").then().statusCode(200).extract().jsonPath();
        assertThat(advice.getString("verdict")).isEqualTo("do-not");
        assertThat(advice.getList("findings.reason", String.class)).contains("inert").doesNotContain("factors-turned");
        JsonPath fsd = get("fsd?basis=update");
        assertThat(fsd.getList("inert", String.class)).containsExactly("earnings");
        assertThat(fsd.getDouble("averages[0].ofOthers"))
                .isCloseTo((fsd.getDouble("fsd[0][2]") + fsd.getDouble("fsd[0][3]")) / 2, offset(1e-6));
        JsonPath averages = get("fsd/averages?basis=update");
        assertThat(averages.getList("items.inert", Boolean.class)).containsExactly(false, true, false, false);
        assertThat(averages.getDouble("items[0].ofOthers")).isEqualTo(fsd.getDouble("averages[0].ofOthers"));
        JsonPath similarity = get("similarity");
        assertThat(similarity.getList("inert", String.class)).containsExactly("earnings");
        assertThat(similarity.getList("cosine[1]")).containsOnlyNulls();
    }

    @Test
    void whatUpdatesHaveInCommonIsServedAsTheirProductsSay() {
        // Given
        publishAll("lora", THREE);

        // When
        JsonPath pair = get("similarity/answers/films");
        JsonPath some = get("similarity?domains=films,answers");
        JsonPath all = get("similarity");
        JsonPath advice = get("advice?members=answers,films");

        // Then
        assertThat(pair.getDouble("total.cosine")).isCloseTo(cosine("answers", "films"), offset(1e-6));
        assertThat(pair.getList("modules")).hasSize(8);
        assertThat(pair.getList("modules[0].columnAngles")).hasSize(pair.getInt("modules[0].measures.rankA"));
        assertThat(some.getList("domains", String.class)).containsExactly("answers", "films");
        assertThat(some.getDouble("cosine[0][1]")).isEqualTo(pair.getDouble("total.cosine"));
        assertThat(all.getDouble("sharedEnergy[2][0]")).isEqualTo(pair.getDouble("total.sharedEnergyB"));
        assertThat(advice.getDouble("pairs[0].similarity.cosine")).isEqualTo(pair.getDouble("total.cosine"));
        JsonPath chosen = post("mixtures/plan", """
                {"select": {"strategy": "similarity", "targets": ["answers"], "size": 2, "measure": "cosine"},
                 "evaluate": {"skip": true}, "requestId": "m-%s"}""".formatted(space));
        String nearest = pair.getDouble("total.cosine") > all.getDouble("cosine[0][1]") ? "films" : "duplicates";
        assertThat(chosen.getList("members.domain", String.class)).containsExactlyInAnyOrder("answers", nearest);
        assertThat(chosen.getString("scores.measure")).isEqualTo("cosine");
        assertThat(get("advice?members=answers,films&strategy=explicit&measure=cosine")
                .getString("findings[0].message")).contains("explicit");
        assertThat(get("advice?strategy=greedy&size=2&measure=sines").getString("findings[0].message"))
                .contains("fsd, cosine, subspace");
        given().get("/api/v1/spaces/" + space + "/similarity/films/films").then().statusCode(400);
        given().get("/api/v1/spaces/" + space + "/similarity?domains=films").then().statusCode(400);
        given().get("/api/v1/spaces/" + space + "/similarity?domains=films,lost").then().statusCode(404);
        OpenApiDocument document = OpenApiDocument.read();
        for (String path : List.of("similarity", "similarity/answers/films", "fsd", "fsd/averages")) {
            String address = "/api/v1/spaces/" + space + "/" + path;
            assertThat(document.faults("GET", address, given().get(address))).isEmpty();
        }
    }

    /** Of the whole products. */
    private static double cosine(String one, String other) {
        double dot = 0;
        double first = 0;
        double second = 0;
        Adapter a = AdapterReader.open(new LocalFiles(java.nio.file.Path.of("src/sample/lora/" + one)));
        Adapter b = AdapterReader.open(new LocalFiles(java.nio.file.Path.of("src/sample/lora/" + other)));
        for (String module : ((LoraConfig) a.config()).ranks().keySet()) {
            double[] x = Loras.update(a, module);
            double[] y = Loras.update(b, module);
            for (int i = 0; i < x.length; i++) {
                dot += x[i] * y[i];
                first += x[i] * x[i];
                second += y[i] * y[i];
            }
        }
        return dot / Math.sqrt(first * second);
    }

    private JsonPath get(String path) {
        return given().get("/api/v1/spaces/" + space + "/" + path).then().statusCode(200).extract().jsonPath();
    }

    @Test
    void theMatrixOfUpdatesIsCountedToldAndServed() {
        // When
        publishAll(THREE);

        // Then
        FsdMatrix matrix = layers.among(adapters.current(Named.space(space)), Basis.UPDATE);
        for (int i = 0; i < THREE.size(); i++) {
            for (int j = 0; j < i; j++) {
                PairConflicts pair = matrix.pair(i, j).orElseThrow();
                assertThat(pair).isEqualTo(
                        PairCounter.count(update(THREE.get(i)), update(THREE.get(j)), Basis.UPDATE).orElseThrow());
                assertThat(matrices.matrix(Named.space(space), Basis.UPDATE).pair(i, j).orElseThrow().conflicts())
                        .isEqualTo(pair.conflicts());
            }
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(wire.events(FsdUpdated.class))
                .filteredOn(update -> update.space().equals(space))
                .extracting(update -> update.update() == null ? -1 : update.update().pairs().size())
                .containsExactlyInAnyOrder(0, 1, 2));
        JsonPath served = given().get("/api/v1/spaces/" + space + "/fsd?basis=update").then().statusCode(200).extract()
                .jsonPath();
        assertThat(served.getString("basis")).isEqualTo("update");
        assertThat(served.getLong("conflicts[1][0]")).isEqualTo(matrix.pair(1, 0).orElseThrow().conflicts());
    }

    @Test
    void anAdapterOfOtherRankIsComparableAndMixedByItsUpdateOnly() {
        // Given: the nli adapter again, its update cut down to rank 2
        publishAll(TWO);
        MixtureView cut = awaitMixture(request(explicit(List.of("nli"), null),
                new MixtureRequested.Merge("svd", Map.of(), Map.of("rank", IntNode.valueOf(2))), true));
        String recipe = String.valueOf(cut.recipe());
        String location = recipe.substring(0, recipe.lastIndexOf('/') + 1) + "domains/nli/";

        // When
        Envelope<TrainCompleted> event = renamed(
                sample.envelope(space, "nli", sample.labels("nli"), location, sample.base()), "small");
        wire.send(event);

        // Then
        Announcement outcome = awaitOutcome(event);
        assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.REGISTERED);
        int small = matrices.matrix(Named.space(space)).indexOf(Named.domain("small")).orElseThrow();
        int nli = matrices.matrix(Named.space(space)).indexOf(Named.domain("nli")).orElseThrow();
        assertThat(matrices.matrix(Named.space(space)).pair(small, nli)).isEmpty();
        assertThat(matrices.matrix(Named.space(space), Basis.UPDATE).pair(small, nli)).isPresent();
        List<String> both = List.of("nli", "small");
        assertThat(awaitMixture(request(explicit(both, null), null, true)).errorCode())
                .isEqualTo("adapter-not-comparable");
        MixtureView mean = awaitMixture(request(explicit(both, "update"), null, true));
        assertThat(mean.errorCode()).isEqualTo("merge-method-unsuitable");
        assertThat(mean.errorMessage()).contains("concat");
        MixtureView concat = awaitMixture(request(explicit(both, "update"),
                new MixtureRequested.Merge("concat", Map.of(), Map.of()), true));
        assertThat(concat.status()).as(concat.errorMessage()).isEqualTo(MixtureStatus.READY);
    }

    @Test
    void aRequestThatCannotBeIsRefusedWithReasonAndField() {
        publishAll(TWO);
        MixtureView misspelt = awaitMixture(request(explicit(TWO, null),
                new MixtureRequested.Merge("ties", Map.of(), Map.of("densty", TextNode.valueOf("x"))), true));
        assertThat(misspelt.errorCode()).isEqualTo("mixture-request-invalid");
        assertThat(misspelt.errorMessage()).contains("densty").contains("density");
        MixtureView heads = awaitMixture(request(explicit(TWO, null),
                new MixtureRequested.Merge("mean", Map.of(), Map.of("heads", TextNode.valueOf("mean"))), true));
        assertThat(heads.errorMessage()).contains("labels");
    }

    @Test
    void adviceAndDryRunComeBeforeTheMixtureAndTheDryRunKnowsItsId() {
        // Given
        publishAll(THREE);
        String body = """
                {"select": {"strategy": "exact", "size": 2, "basis": "update"},
                 "merge": {"method": "ties", "parameters": {"density": 0.2, "align": "procrustes"}},
                 "evaluate": {"skip": true}, "requestId": "%s"}""".formatted("r-" + space);

        // When
        JsonPath plan = post("mixtures/plan", body);
        JsonPath advice = post("advice", body);
        JsonPath named = given().get("/api/v1/spaces/" + space + "/advice?members=answers,films").then().statusCode(200)
                .extract().jsonPath();
        given().contentType(ContentType.JSON).body(body).post("/api/v1/spaces/" + space + "/mixtures").then()
                .statusCode(202);

        // Then
        MixtureView mixture = awaitMixture("r-" + space);
        assertThat(mixture.status()).as(mixture.errorMessage()).isEqualTo(MixtureStatus.READY);
        assertThat(plan.getString("id")).isEqualTo(String.valueOf(mixture.id()));
        assertThat(plan.getString("scores.basis")).isEqualTo("update");
        assertThat(plan.getList("members")).hasSize(2);
        assertThat(advice.getString("plan.id")).isEqualTo(String.valueOf(mixture.id()));
        assertThat(advice.getString("initialisation")).isEqualTo("shared");
        assertThat(advice.getDouble("pairs[0].update.fsd")).isBetween(0.0, 1.0);
        assertThat(named.getList("pairs[0].domains", String.class)).containsExactly("answers", "films");
        assertThat(named.getList("pairs[0].worstLayers")).isNotEmpty();
        assertThat(post("advice", body.replace("ties", "tyes")).getString("findings[0].reason"))
                .isEqualTo("request-impossible");
    }

    @Test
    void aMixtureIsRebuiltToTheSameBytesUntilAMemberChanges() {
        // Given: members of their own, because this test overwrites one
        for (String domain : TWO) {
            String adapter = sample.upload(SampleSpace.ROOT.resolve("lora").resolve(domain),
                    "test/rebuild/" + space + "/" + domain + "/", bytes -> bytes);
            register(sample.envelope(space, domain, sample.labels(domain), adapter, sample.base()));
        }
        MixtureView mixture = awaitMixture(request(explicit(TWO, null),
                new MixtureRequested.Merge("svd", Map.of(), Map.of("rank", IntNode.valueOf(8))), true));
        assertThat(mixture.status()).as(mixture.errorMessage()).isEqualTo(MixtureStatus.READY);
        String rebuild = "/api/v1/spaces/" + space + "/mixtures/" + mixture.id() + "/rebuild";

        // When
        JsonPath same = given().contentType(ContentType.JSON).post(rebuild).then().statusCode(200).extract().jsonPath();
        sample.upload(SampleSpace.ROOT.resolve("lora/nli"), "test/rebuild/" + space + "/nli/",
                (file, bytes) -> file.endsWith(".safetensors") ? flipped(bytes) : bytes);

        // Then
        assertThat(same.getBoolean("equal")).isTrue();
        assertThat(same.getList("files.name", String.class)).contains("recipe.json",
                "domains/nli/adapter_model.safetensors").doesNotContain("README.md");
        assertThat(given().contentType(ContentType.JSON).post(rebuild).then().statusCode(400).extract().jsonPath()
                .getString("code")).isEqualTo("file-digest-mismatch");
    }

    @Test
    void theModelCardTellsWhatIsKnownOfTheMembersAlone() {
        // Given
        publishAll(TWO);
        MixtureView measured = awaitMixture(request(explicit(TWO, null), null, null));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(evaluations.ofMixture(measured.id())).hasSize(2)
                .allMatch(view -> view.aloneCorrect() != null && view.rows() != null));

        // When
        MixtureView later = awaitMixture(request(explicit(TWO, null), new MixtureRequested.Merge("core-space", Map.of(),
                Map.of("inner", TextNode.valueOf("tsv-m"), "rank", IntNode.valueOf(4))), true));

        // Then
        assertThat(later.status()).as(later.errorMessage()).isEqualTo(MixtureStatus.READY);
        String card = card(later);
        assertThat(card(measured)).contains("| " + TWO.getFirst() + " | 1 |  | `");
        for (EvaluationView view : evaluations.ofMixture(measured.id())) {
            assertThat(card).contains("| " + view.domain() + " | 1 | " + view.aloneCorrect() + " of " + view.rows()
                    + " | `" + view.adapterId() + "` |");
        }
    }

    private String card(MixtureView mixture) {
        String recipe = String.valueOf(mixture.recipe());
        ByteSource card = store.open(recipe.substring(0, recipe.lastIndexOf('/') + 1)).open("README.md");
        byte[] text = new byte[Math.toIntExact(card.size())];
        card.read(0, text.length).get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    @Test
    void similarityChoosesByTextAndATrainingSplitDecides() {
        // Given: by its training text, 'answers' is about the same as 'films'
        publishAll(List.of("films", "nli"));
        String films = sample.upload(SampleSpace.ROOT.resolve("domains/films"), "test/similar/" + space + "/",
                bytes -> bytes);
        Envelope<TrainCompleted> answers = sample.announcement(space, "lora", "answers");
        TrainCompleted.Domain domain = answers.data().domain();
        register(new Envelope<>(answers.id(), answers.source(), answers.time(), new TrainCompleted(space,
                new TrainCompleted.Domain("answers", sample.labels("films"), domain.test(), 64,
                        new TrainCompleted.Texts(films + "test.tsv", null)),
                answers.data().adapter(), answers.data().baseModel(), 7L, null, Map.of())));

        // When
        JsonPath plan = post("mixtures/plan",
                "{\"select\": {\"strategy\": \"similarity\", \"size\": 2, \"targets\": [\"films\"]}}");

        // Then
        assertThat(plan.getList("members.domain", String.class)).containsExactlyInAnyOrder("answers", "films");
        assertThat(plan.getDouble("scores.order.find { it.domain == 'answers' }.similarity"))
                .isEqualTo(1.0, org.assertj.core.api.Assertions.within(1e-9));
    }

    private JsonPath post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post("/api/v1/spaces/" + space + "/" + path).then()
                .statusCode(200).extract().jsonPath();
    }

    private static Map<String, SignPlanes> update(String domain) {
        Adapter adapter = AdapterReader.open(new LocalFiles(SampleSpace.ROOT.resolve("lora").resolve(domain)));
        return UpdatePlanes.of((LoraConfig) adapter.config(), adapter.body());
    }

    private static JsonNode expected(List<String> members, String merge) {
        for (JsonNode mixture : SampleSpace.json(SampleSpace.ROOT.resolve("expected-lora.json")).get("mixtures")) {
            List<String> names = new ArrayList<>();
            mixture.get("members").forEach(name -> names.add(name.asText()));
            if (names.equals(members) && mixture.get("merge").asText().equals(merge)) {
                return mixture.get("domains");
            }
        }
        throw new AssertionError("nothing is expected of " + members + " by " + merge);
    }

    private static Envelope<TrainCompleted> renamed(Envelope<TrainCompleted> event, String name) {
        TrainCompleted data = event.data();
        return new Envelope<>(event.id(), event.source(), event.time(),
                new TrainCompleted(data.space(), new TrainCompleted.Domain(name, data.domain().labels(),
                        data.domain().test(), data.domain().maxLength(), null), data.adapter(), data.baseModel(),
                        data.initSeed(), null, Map.of()));
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[changed.length - 1] ^= (byte) 0x80;
        return changed;
    }

    private void publishAll(List<String> domains) {
        publishAll("lora", domains);
    }

    private MixtureRequested request(MixtureRequested.Select select, MixtureRequested.@Nullable Merge merge,
            @Nullable Boolean skip) {
        return new MixtureRequested(UUID.randomUUID().toString(), space, select, null, merge,
                new MixtureRequested.Evaluate(List.of(), null, skip));
    }
}
