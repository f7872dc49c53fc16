package dev.shaker.pipeline;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.evaluation.sweep.SweepStatus;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.AttackRequested;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.SweepProgressed;
import dev.shaker.event.SweepRequested;
import dev.shaker.event.Topics;
import dev.shaker.identity.DomainName;
import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

/** Sweeps against the real broker, database, store and PyTorch. */
@QuarkusTest
@WithTestResource(StackResource.class)
class SweepTest extends PipelineFixture {
    @Inject
    SweepLedger ledger;

    SweepTest() {
        super(Topics.SWEEP_PROGRESS, Topics.EVALUATION_REQUEST);
    }

    @Test
    void everySubsetOfFourDomainsGetsRightWhatTheStockLibrarysAverageGetsRight() {
        // Given
        JsonNode expected = SampleSpace.json(SampleSpace.ROOT.resolve("expected-mixtures.json"));
        List<String> domains = List.of("headlines", "paraphrase", "posts", "reviews");
        publishAll("pfeiffer", domains);
        String near = given().contentType("application/json")
                .body("{\"select\": {\"strategy\": \"similarity\", \"size\": 2, \"targets\": [\"posts\"]}}")
                .post("/api/v1/spaces/" + space + "/mixtures").then().statusCode(202).extract().path("requestId");
        await().atMost(PATIENCE).until(
                () -> given().get("/api/v1/spaces/" + space + "/mixture-requests/" + near).path("status"),
                "ready"::equals);
        List<String> nearest = given().get("/api/v1/spaces/" + space + "/mixture-requests/" + near)
                .path("members.domain");

        // When
        SweepView sweep = awaitEnd(request("sweep-" + space, List.of(), 1, 4, List.of()));

        // Then
        assertThat(sweep.status()).as("%s %s", sweep.errorCode(), sweep.errorMessage())
                .isEqualTo(SweepStatus.COMPLETED);
        assertThat(sweep.done()).isEqualTo(sweep.total()).isEqualTo(4 * 8);
        SweepTable table = sweeps.results(sweep.id()).get(BigDecimal.ZERO);
        assertThat(table.scores()).hasSize(32);
        Map<List<String>, JsonNode> byMembers = new HashMap<>();
        for (JsonNode mixture : expected.get("mixtures")) {
            List<String> members = new ArrayList<>();
            mixture.get("members").forEach(member -> members.add(member.asText()));
            byMembers.put(members, mixture);
        }
        Set<List<String>> compared = new HashSet<>();
        for (SweepTable.Score score : table.scores()) {
            List<String> members = DomainName.texts(table.names(score.subset()));
            String domain = domains.get(score.domain());
            JsonNode known = members.size() == 1
                    ? expected.get("single").get(domain)
                    : byMembers.containsKey(members) ? byMembers.get(members).get("domains").get(domain) : null;
            if (known != null) {
                assertThat(score.correct()).as("%s on %s", members, domain).isEqualTo(known.get("correct").asInt());
                assertThat(score.total()).isEqualTo(known.get("rows").asInt());
                compared.add(members);
            }
        }
        assertThat(compared).contains(List.of("posts", "reviews"), List.of("headlines", "paraphrase", "posts"))
                .hasSize(6);
        eventsTellEveryResultOnce(sweep, table);
        theApiTellsTheSame(sweep);
        adviceTellsWhatWasMeasured(table);
        given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id() + "/statistics").then().body(
                "strategies.find { it.strategy == 'similarity' && it.domain == 'posts' && it.size == 2 }.members",
                equalTo(nearest.stream().sorted().toList()));
    }

    private void eventsTellEveryResultOnce(SweepView sweep, SweepTable table) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(progress(sweep.id())).last()
                .satisfies(last -> assertThat(last.status()).isEqualTo("completed")));
        List<SweepTable.Score> told = new ArrayList<>();
        for (SweepProgressed event : progress(sweep.id())) {
            if (event.results() != null) {
                for (SweepProgressed.Scores scores : event.results().scores()) {
                    for (int i = 0; i < scores.subsets().size(); i++) {
                        told.add(new SweepTable.Score(scores.subsets().get(i),
                                event.results().members().indexOf(scores.domain()), scores.correct().get(i),
                                scores.total()));
                    }
                }
            }
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(table.scores());
    }

    /** Every subset of the four was measured, so of a mixture of three nothing is foretold; of one with a fifth it is. */
    private void adviceTellsWhatWasMeasured(SweepTable table) {
        JsonPath advice = given().get("/api/v1/spaces/" + space + "/advice?members=headlines,posts,reviews").then()
                .statusCode(200).extract().jsonPath();
        assertThat(advice.getList("costs.domains.domain", String.class)).containsExactly("headlines", "posts",
                "reviews");
        assertThat(advice.getList("costs.domains.basis", String.class)).containsOnly("mixture");
        for (int i = 0; i < 3; i++) {
            int domain = DomainName.texts(table.domains()).indexOf(advice.getString("costs.domains[" + i + "].domain"));
            double drop = table.alone(domain).orElseThrow() - table.accuracy(0b1101, domain).orElseThrow();
            assertThat(advice.getDouble("costs.domains[" + i + "].drop")).isCloseTo(drop, within(1e-6));
            assertThat(advice.getDouble("costs.domains[" + i + "].low")).isLessThanOrEqualTo(drop);
            assertThat(advice.getDouble("costs.domains[" + i + "].high")).isGreaterThanOrEqualTo(drop);
        }
        assertThat(advice.getLong("costs.fsd.pairs")).isPositive()
                .isGreaterThanOrEqualTo(advice.getLong("costs.fsd.lowerWasBetter"));
    }

    private void theApiTellsTheSame(SweepView sweep) {
        given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id()).then().statusCode(200)
                .body("status", is("completed"))
                .body("done", equalTo(32)).body("members.domain", hasSize(4));
        given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id() + "/results").then().statusCode(200)
                .body("items", hasSize(32));
        given().accept("text/csv").get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id() + "/results").then()
                .statusCode(200)
                .body(containsString("posts reviews,2,reviews,182,300"));
        given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id() + "/statistics").then().statusCode(200)
                .body("spreads", hasSize(16)).body("drops.findAll { it.size == 4 }", hasSize(4));
        given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id() + "/report").then().statusCode(200)
                .body(containsString("<svg"));
        given().delete("/api/v1/spaces/" + space + "/sweeps/" + sweep.id()).then().statusCode(409).body("code",
                is("sweep-ended"));
    }

    @Test
    void aFinishedShardThatComesAgainIsNotEvaluatedAgain() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts"));
        SweepView sweep = awaitEnd(request("again-" + space, List.of("posts"), 1, 2, List.of()));
        List<SweepTable.Score> before = sweeps.results(sweep.id()).get(BigDecimal.ZERO).scores();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(progress(sweep.id())).last().extracting("status").isEqualTo("completed"));
        int told = progress(sweep.id()).size();
        List<EvaluationRequested> shards = wire.events(EvaluationRequested.class).stream()
                .filter(event -> event.space().equals(space)).toList();

        // When
        shards.forEach(
                shard -> wire.send(new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(), shard)));
        SweepView marker = awaitEnd(request("marker-" + space, List.of("nli"), 1, 1, List.of()));

        // Then
        assertThat(shards).hasSize(2);
        assertThat(marker.status()).isEqualTo(SweepStatus.COMPLETED);
        assertThat(sweeps.sweep(sweep.id()).orElseThrow()).isEqualTo(sweep);
        assertThat(sweeps.results(sweep.id()).get(BigDecimal.ZERO).scores()).isEqualTo(before);
        assertThat(progress(sweep.id())).hasSize(told);
    }

    @Test
    void aTargetThatIsDescribedOtherwiseThanItWasPlannedFailsItsShards() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts"));
        SweepView planned = awaitEnd(request("planned-" + space, List.of("posts"), 1, 2, List.of()));
        EvaluationRequested shard = await().atMost(PATIENCE)
                .until(() -> wire.events(EvaluationRequested.class).stream()
                        .filter(event -> event.space().equals(space)).findFirst(), Optional::isPresent)
                .orElseThrow();
        String alone = given().contentType("application/json").body("{\"domain\": \"posts\"}")
                .post("/api/v1/spaces/" + space + "/evaluations").then().statusCode(202).extract()
                .path("evaluationId");
        EvaluationRequested.Shard part = Objects.requireNonNull(shard.shard());
        assertThat(part.members()).extracting(EvaluationRequested.Member::input).containsExactly(null, alone);
        String id = "other-" + space;
        EvaluationRequested other = new EvaluationRequested("f".repeat(64), space, null, shard.adapterId(),
                shard.domain(), "test", null,
                new EvaluationRequested.Shard(id, List.of(part.members().get(0),
                        new EvaluationRequested.Member("posts", part.members().get(1).adapterId(), "0".repeat(64))),
                        part.targets(), part.sparsity(), part.range(), part.subsets()));

        // When
        QuarkusTransaction.requiringNew().run(() -> {
            ledger.open(request(id, List.of("posts"), 1, 2, List.of()), Instant.now());
            ledger.planned(id, new SweepLedger.Plan(planned.members(), List.of(), 2, 2,
                    matrices.submatrix(Named.space(space), DomainName.all(List.of("nli", "posts")), Basis.FACTORS)),
                    List.of(new SweepLedger.Shard(other, 1)), Instant.now());
        });
        wire.send(new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(), other));

        // Then
        SweepView failed = awaitEnd(id);
        assertThat(failed.status()).isEqualTo(SweepStatus.FAILED);
        assertThat(failed.errorCode()).isEqualTo("data-changed");
        assertThat(failed.errorMessage()).contains("domain 'posts'");
    }

    @Test
    void aPausedSweepGoesOnWhereItStood() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts", "reviews", "films"));
        String id = "pause-" + space;
        SweepRequested request = request(id, List.of(), 1, 4,
                List.of(BigDecimal.ZERO, new BigDecimal("0.5"), new BigDecimal("0.9")));

        // When
        send(request);
        await().atMost(PATIENCE).until(() -> sweeps.sweep(id).filter(view -> view.shards() > 0).isPresent());
        given().post("/api/v1/spaces/" + space + "/sweeps/" + id + "/pause").then().statusCode(200).body("status",
                is("paused"));
        given().post("/api/v1/spaces/" + space + "/sweeps/" + id + "/resume").then().statusCode(200).body("status",
                is("running"));
        SweepView done = awaitEnd(id);

        // Then
        assertThat(done.status()).isEqualTo(SweepStatus.COMPLETED);
        assertThat(sweeps.results(id)).hasSize(3).allSatisfy((sparsity, table) -> assertThat(table.scores())
                .hasSize(32));
        assertThat(done.done()).isEqualTo(96);
        given().post("/api/v1/spaces/" + space + "/sweeps/nowhere/pause").then().statusCode(404).body("code",
                is("sweep-unknown"));
    }

    @Test
    void membersPrunedByConsensusAreThoseOfTheMixture() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts", "reviews"));
        String alone = "{\"sparsities\": [0.9], \"sizes\": {\"from\": 1, \"to\": 2}, \"prune\": {\"score\": \"consensus\"}}";
        given().contentType("application/json").body(alone).post("/api/v1/spaces/" + space + "/sweeps").then()
                .statusCode(400).body("details.field", is("sizes.from"));
        List<BigDecimal> much = List.of(new BigDecimal("0.9"));

        // When
        SweepView sweep = awaitEnd(new SweepRequested("consensus-" + space, space, List.of(), List.of(), null, null,
                much, null, null, null, new SweepRequested.Prune(null, "consensus", null, null, "keep")));
        SweepView other = awaitEnd(new SweepRequested("synflow-" + space, space, List.of(), List.of(), null, null,
                much, null, null, null, new SweepRequested.Prune("global", "synflow", null, 20, null)));

        // Then
        assertThat(sweep.status()).as(sweep.errorMessage()).isEqualTo(SweepStatus.COMPLETED);
        assertThat(other.status()).as(other.errorMessage()).isEqualTo(SweepStatus.COMPLETED);
        SweepTable table = sweeps.results(sweep.id()).get(much.getFirst());
        assertThat(table.scores()).hasSize(9).noneMatch(score -> score.size() == 1);
        assertThat(sweeps.results(other.id()).get(much.getFirst()).scores()).hasSize(12);
        String request = given().contentType("application/json").body("""
                {"select": {"members": ["nli", "posts", "reviews"], "strategy": "explicit"},
                 "prune": {"sparsity": 0.9, "score": "consensus", "biases": "keep"}}""")
                .post("/api/v1/spaces/" + space + "/mixtures").then().statusCode(202).extract().path("requestId");
        String mixture = await().atMost(PATIENCE).until(
                () -> given().get("/api/v1/spaces/" + space + "/mixture-requests/" + request).path("id"),
                Objects::nonNull);
        for (int domain = 0; domain < 3; domain++) {
            String name = sweep.domains().get(domain).name();
            Integer correct = await().atMost(PATIENCE).until(() -> given()
                    .get("/api/v1/spaces/" + space + "/evaluations?mixture=" + mixture).jsonPath()
                    .get("items.find { it.domain == '" + name + "' && it.status == 'completed' }.correct"),
                    Objects::nonNull);
            assertThat(table.accuracy(7, domain)).as(name).hasValue(correct / 300.0);
        }
        given().get("/api/v1/spaces/" + space + "/sweeps/" + other.id() + "/report").then().statusCode(200)
                .body(containsString("Weights are dropped by synflow, 20 rounds, global."),
                        containsString("consensus, biases kept, sparsity 0.9"));
    }

    @Test
    void aSweepPausesWhenItsBudgetOfTimeIsUsedUpAndACancelledOneKeepsWhatItHas() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts", "reviews", "films"));
        List<BigDecimal> sparsities = java.util.stream.IntStream.range(0, 40)
                .mapToObj(i -> BigDecimal.valueOf(i, 2)).toList();
        SweepRequested request = new SweepRequested("budget-" + space, space, List.of(), List.of(),
                new SweepRequested.Sizes(1, 4), null, sparsities, null, new SweepRequested.Budget(null, 1L));

        // When
        send(request);
        SweepView paused = await().atMost(PATIENCE).until(() -> sweeps.sweep(request.sweepId()),
                view -> view.filter(sweep -> sweep.status() == SweepStatus.PAUSED).isPresent()).orElseThrow();
        given().post("/api/v1/spaces/" + space + "/sweeps/" + paused.id() + "/resume").then().statusCode(200)
                .body("status", is("running"));
        await().atMost(PATIENCE).until(() -> sweeps.sweep(paused.id()).orElseThrow().done() > paused.done());
        given().delete("/api/v1/spaces/" + space + "/sweeps/" + paused.id()).then().statusCode(200).body("status",
                is("cancelled"));

        // Then
        assertThat(paused.errorMessage()).contains("budget of 1 s");
        assertThat(paused.done()).isPositive().isLessThan(paused.total());
        awaitEnd(request("after-" + space, List.of("nli"), 1, 1, List.of()));
        SweepView cancelled = sweeps.sweep(paused.id()).orElseThrow();
        assertThat(cancelled.status()).isEqualTo(SweepStatus.CANCELLED);
        assertThat(cancelled.done()).isGreaterThan(paused.done()).isLessThan(cancelled.total());
        assertThat(sweeps.results(paused.id()).values().stream().mapToLong(table -> table.scores().size()).sum())
                .isEqualTo(cancelled.done());
    }

    @Test
    void aSweepUnderAttackTellsWhatEachSubsetGetsRightThen() {
        // Given
        publishAll("pfeiffer", List.of("posts", "reviews"));
        SweepRequested request = new SweepRequested("attacked-" + space, space, List.of(), List.of(),
                new SweepRequested.Sizes(1, 2), null, List.of(), 60, null,
                new AttackRequested("fgsm", new BigDecimal("0.05"), null, null, null, null, null));

        // When
        SweepView sweep = awaitEnd(request);

        // Then
        assertThat(sweep.status()).as(sweep.errorMessage()).isEqualTo(SweepStatus.COMPLETED);
        SweepTable table = sweeps.results(sweep.id()).get(BigDecimal.ZERO);
        assertThat(table.scores()).hasSize(4);
        assertThat(table.underAttack().scores()).hasSize(4);
        int clean = table.scores().stream().mapToInt(SweepTable.Score::correct).sum();
        assertThat(table.underAttack().scores().stream().mapToInt(SweepTable.Score::correct).sum())
                .isLessThan(clean);
        // A single evaluation under the same attack says the same.
        String location = given().contentType("application/json").body("{\"space\": \"" + space
                + "\", \"domain\": \"posts\", \"rowLimit\": 60, "
                + "\"attack\": {\"name\": \"fgsm\", \"epsilon\": 0.05}}")
                .post("/api/v1/spaces/" + space + "/evaluations")
                .then().statusCode(202).extract().header("Location");
        int alone = await().atMost(PATIENCE).until(() -> given().get(location).jsonPath(),
                answer -> "completed".equals(answer.getString("status"))).getInt("underAttack.correct");
        assertThat(table.underAttack().accuracy(1, 0)).hasValue(alone / 60.0);
        given().accept("text/csv").get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id() + "/results").then()
                .statusCode(200)
                .body(containsString(",correct_under_attack"));
        given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id() + "/statistics").then().statusCode(200)
                .body("underAttack.attack.name", is("fgsm")).body("underAttack.spreads", hasSize(4));
        given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id() + "/report").then()
                .body(containsString("FGSM, epsilon 0.05"));
    }

    @Test
    void aMemberThatCannotBeOpenedIsLeftOutByNameAndAReportKeepsItsFiguresWhenAMemberIsTrainedAgain() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts"));
        String place = sample.upload(SampleSpace.ROOT.resolve("pfeiffer/reviews"), "test/" + space + "/reviews/",
                (file, bytes) -> bytes);
        register(sample.envelope(space, "reviews", sample.labels("reviews"), place, sample.base()));
        sample.upload(SampleSpace.ROOT.resolve("pfeiffer/films"), "test/" + space + "/reviews/",
                (file, bytes) -> bytes);
        // When
        SweepView sweep = awaitEnd(request("left-out-" + space, List.of(), 1, 3, List.of()));
        String path = "/api/v1/spaces/" + space + "/sweeps/" + sweep.id() + "/statistics";
        List<Object> fsd = given().get(path).jsonPath().getList("fsd");
        int landings = given().get(path).jsonPath().getList("strategies").size();
        register(sample.envelope(space, "nli", sample.labels("nli"),
                sample.upload(SampleSpace.ROOT.resolve("pfeiffer/nli"), "test/again/" + space + "/",
                        SweepTest::changed),
                sample.base()));
        // Then
        assertThat(sweep.status()).as(sweep.errorMessage()).isEqualTo(SweepStatus.COMPLETED);
        assertThat(DomainName.texts(sweep.domains())).containsExactly("nli", "posts");
        given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep.id()).then()
                .body("leftOut.domain", equalTo(List.of("reviews")))
                .body("leftOut[0].message", containsString("reviews"));
        assertThat(fsd.toString()).doesNotContain("null");
        assertThat(landings).isPositive();
        given().get(path).then().body("fsd", equalTo(fsd)).body("strategies", hasSize(landings));
    }

    private static byte[] changed(String file, byte[] bytes) {
        byte[] copy = bytes.clone();
        if (file.equals("adapter.safetensors")) {
            java.nio.ByteBuffer.wrap(copy).order(java.nio.ByteOrder.LITTLE_ENDIAN).putFloat(copy.length - 4, 0.5f);
        }
        return copy;
    }

    @Test
    void anImpossibleSweepFailsByItsOwnCode() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts"));
        // When
        SweepView unknown = awaitEnd(request("unknown-" + space, List.of("sst7"), 1, 2, List.of()));
        SweepView tooLarge = awaitEnd(request("large-" + space, List.of(), 1, 9, List.of()));
        SweepView tooDear = awaitEnd(new SweepRequested("dear-" + space, space, List.of(), List.of(),
                new SweepRequested.Sizes(1, 2), null, List.of(), null, new SweepRequested.Budget(3L, null)));
        // Then
        assertThat(unknown.errorCode()).isEqualTo("domain-unknown");
        assertThat(tooLarge.errorCode()).isEqualTo("request-invalid");
        assertThat(tooDear.errorMessage()).contains("4 evaluations").contains("budget of 3");
    }

    private SweepRequested request(String id, List<String> targets, int from, int to, List<BigDecimal> sparsities) {
        return new SweepRequested(id, space, List.of(), targets, new SweepRequested.Sizes(from, to), null, sparsities,
                null, null);
    }

    private void send(SweepRequested request) {
        wire.send(new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(), request));
    }

    private SweepView awaitEnd(SweepRequested request) {
        send(request);
        return awaitEnd(request.sweepId());
    }

    private SweepView awaitEnd(String id) {
        return await().atMost(PATIENCE)
                .until(() -> sweeps.sweep(id),
                        view -> view.isPresent()
                                && (view.get().status().ended() || view.get().status() == SweepStatus.FAILED))
                .orElseThrow();
    }

    private List<SweepProgressed> progress(String id) {
        return wire.events(SweepProgressed.class).stream().filter(event -> event.sweepId().equals(id)).toList();
    }
}
