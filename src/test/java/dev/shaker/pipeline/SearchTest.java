package dev.shaker.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.GuidedProgressed;
import dev.shaker.event.GuidedReady;
import dev.shaker.event.Json;
import dev.shaker.event.Topics;
import dev.shaker.guided.RowSplit;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

/** Searches against the real broker, database, store and PyTorch. */
@QuarkusTest
@WithTestResource(StackResource.class)
class SearchTest extends PipelineFixture {
    private static final int SEED = 7;
    private static final double CONFIRM = 0.3;
    private static final String BEST = """
            {"objective": "best", "targets": [{"domain": "nli"}], "sizes": {"from": 2, "to": 4},
             "budget": {"rows": 1500}, "seed": 7, "guidedId": "%s"}""";

    SearchTest() {
        super(Topics.GUIDED_PROGRESS, Topics.GUIDED_READY, Topics.EVALUATION_REQUEST);
    }

    @Test
    void whatIsFoundIsConfirmedOnRowsThatTookNoPartHoweverOftenItIsStoppedAndTold() throws Exception {
        // Given
        publishAll("pfeiffer", List.of("films", "nli", "posts", "reviews"));
        String id = "find-" + space;

        // When
        ask(BEST.formatted(id));
        JsonPath found = awaitEnd(id);

        // Then
        assertThat(found.getString("status")).as(found.prettify()).isEqualTo("completed");
        assertThat(found.getList("result.choices")).hasSize(3);
        assertThat(found.getLong("result.searchRows")).isLessThanOrEqualTo(1500);
        assertThat(found.getLong("measuredRows"))
                .isEqualTo(found.getLong("result.searchRows") + found.getLong("result.confirmRows"));
        isConfirmedByAnEvaluation(found, 0);
        List<Map<String, Object>> trace = traceNamesEveryRowOnce(id, found.getLong("measuredRows"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ready(id)).singleElement().satisfies(
                event -> assertThat(Json.tree(Json.text(event)).path("choices")).isNotEmpty()));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(progress(id)).last()
                .satisfies(event -> assertThat(event.status()).isEqualTo("completed")));
        int told = progress(id).size();

        // When its shards come again, and the same is asked for under another id, paused and resumed on the way
        parts(id).forEach(part -> wire.send(new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(),
                part)));
        String other = "other-" + space;
        ask(BEST.formatted(other));
        await().atMost(PATIENCE).until(() -> status(other).getInt("round") > 0);
        for (int stop = 0; stop < 3 && !status(other).getString("status").equals("completed"); stop++) {
            int paused = given().post(path(other) + "/pause").statusCode();
            assertThat(paused).isIn(200, 409);
            if (paused == 200) {
                given().post(path(other) + "/resume").then().statusCode(200).body("status", is("running"));
            }
        }
        JsonPath again = awaitEnd(other);

        // Then
        assertThat(again.getString("status")).as(again.prettify()).isEqualTo("completed");
        assertThat(again.<Object>get("result.choices")).isEqualTo(found.get("result.choices"));
        assertThat(traceNamesEveryRowOnce(other, again.getLong("measuredRows"))).isEqualTo(trace);
        assertThat(status(id).prettify()).isEqualTo(found.prettify());
        assertThat(progress(id)).hasSize(told);
        assertThat(ready(id)).hasSize(1);
        given().delete(path(id)).then().statusCode(409).body("code", is("search-ended"));
        given().accept("text/csv").get(path(id) + "/trace").then().statusCode(200)
                .body(containsString("1,nli,nli,1,0,"));
        given().get("/api/v1/spaces/" + space + "/searches?limit=1").then().statusCode(200)
                .body("items[0].guidedId", equalTo(other)).body("next", org.hamcrest.Matchers.notNullValue());
    }

    @Test
    void everyDomainIsPackedAndWhatCannotBeSearchedForIsRefused() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts", "reviews"));
        String id = "pack-" + space;

        // When
        ask("{\"objective\": \"pack\", \"drop\": 0.2, \"budget\": {\"rows\": 6000}, \"guidedId\": \"%s\"}"
                .formatted(id));
        JsonPath packed = awaitEnd(id);

        // Then
        assertThat(packed.getString("status")).as(packed.prettify()).isEqualTo("completed");
        assertThat(packed.<List<List<String>>>get("result.choices.members.domain").stream().flatMap(List::stream))
                .containsExactlyInAnyOrder("nli", "posts", "reviews");
        assertThat(packed.getList("result.choices.value", Double.class)).allMatch(change -> change >= -0.2 - 1e-9);

        // And what cannot be
        String[][] refused = { { "{\"objective\": \"best\"}", "request-invalid", "needs a target" },
                { "{\"objective\": \"pack\"}", "request-invalid", "needs a drop" },
                { "{\"objective\": \"good\"}", "event-invalid", "objective" } };
        for (String[] bad : refused) {
            given().contentType(ContentType.JSON).body(bad[0]).post("/api/v1/spaces/" + space + "/searches").then()
                    .statusCode(400).body("code", equalTo(bad[1])).body("detail", containsString(bad[2]));
        }
        String poor = "poor-" + space;
        ask(BEST.replace("1500", "10").formatted(poor));
        assertThat(awaitEnd(poor).getString("error.message")).contains("a budget of 10 row evaluations");
        given().post(path(poor) + "/resume").then().statusCode(400);
        given().get(path("nowhere-at-all")).then().statusCode(404).body("code", is("search-unknown"));
    }

    private void isConfirmedByAnEvaluation(JsonPath found, int choice) throws Exception {
        List<String> members = found.getList("result.choices[" + choice + "].members.domain");
        String request = given().contentType(ContentType.JSON)
                .body("{\"select\": {\"strategy\": \"explicit\", \"members\": %s}}".formatted(Json.text(members)))
                .post("/api/v1/spaces/" + space + "/mixtures").then().statusCode(202).extract().path("requestId");
        MixtureView mixture = awaitMixture(request);
        EvaluationView mixed = await().atMost(PATIENCE).until(
                () -> evaluations.ofMixture(mixture.id()).stream()
                        .filter(view -> view.domain().name().equals("nli") && view.correct() != null).toList(),
                views -> !views.isEmpty()).getFirst();
        EvaluationView alone = await().atMost(PATIENCE).until(
                () -> evaluations.ofSpace(Named.space(space)).stream()
                        .filter(view -> view.mixtureId() == null && view.domain().name().equals("nli")
                                && view.correct() != null)
                        .toList(),
                views -> !views.isEmpty()).getFirst();
        List<String> lines = Files.readAllLines(Path.of("src/sample/domains/nli/test.tsv"));
        int[] labels = lines.stream().skip(1).mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf('\t'))))
                .toArray();
        RowSplit split = RowSplit.of(labels, SEED, CONFIRM);
        int[] confirm = split.order().rows(split.search(), labels.length);
        String path = "result.choices[" + choice + "].confirmations[0].";
        assertThat(found.getInt(path + "rows")).isEqualTo(confirm.length);
        assertThat(found.getDouble(path + "alone")).isCloseTo(share(alone, confirm), within(1e-6));
        assertThat(found.getDouble(path + "mixed")).isCloseTo(share(mixed, confirm), within(1e-6));
        assertThat(found.getDouble(path + "drop"))
                .isCloseTo(share(alone, confirm) - share(mixed, confirm), within(1e-6))
                .isBetween(found.getDouble(path + "low"), found.getDouble(path + "high"));
        theGateJudgesByTheOtherRows(mixture, confirm.length, labels.length, found.getDouble(path + "drop"));
    }

    private void theGateJudgesByTheOtherRows(MixtureView mixture, int confirm, int all, double drop) {
        given().contentType(ContentType.JSON).body("{\"maxDrop\": 0.5, \"minRows\": 10}")
                .put("/api/v1/spaces/" + space + "/policies/chosen").then().statusCode(200);
        JsonPath verdict = given().get("/api/v1/spaces/" + space + "/mixtures/" + mixture.id()
                + "/verdict?policy=chosen&wait=60").then().statusCode(200).extract().jsonPath();
        assertThat(verdict.getInt("domains.find { it.domain == 'nli' }.rows")).as(verdict.prettify())
                .isEqualTo(confirm);
        assertThat(verdict.getDouble("domains.find { it.domain == 'nli' }.drop")).isCloseTo(drop, within(1e-6));
        assertThat(verdict.getList("domains.findAll { it.domain != 'nli' }.rows", Integer.class)).isNotEmpty()
                .allMatch(rows -> rows > confirm);
        assertThat(verdict.getList("refusals.code", String.class)).containsExactly("selection-rows");
        assertThat(verdict.getString("refusals[0].message")).contains("by " + (all - confirm) + " of the " + all);
    }

    private double share(EvaluationView view, int[] rows) {
        RowOutcomes outcomes = evaluations.rows(view.id()).orElseThrow().plain();
        return (double) Arrays.stream(rows).filter(outcomes::isRight).count() / rows.length;
    }

    private List<Map<String, Object>> traceNamesEveryRowOnce(String id, long measured) {
        List<Map<String, Object>> trace = given().get(path(id) + "/trace?limit=1000").then().statusCode(200).extract()
                .path("items");
        Set<String> rows = new HashSet<>();
        for (Map<String, Object> one : trace) {
            for (int row = (int) one.get("from"); row < (int) one.get("to"); row++) {
                assertThat(rows.add(one.get("target") + " " + one.get("members") + " " + row)).isTrue();
            }
        }
        assertThat(rows).hasSize((int) measured);
        return new ArrayList<>(trace);
    }

    private void ask(String request) {
        given().contentType(ContentType.JSON).body(request).post("/api/v1/spaces/" + space + "/searches").then()
                .statusCode(202);
    }

    private JsonPath awaitEnd(String id) {
        return await().atMost(PATIENCE).until(() -> status(id),
                search -> Set.of("completed", "failed", "cancelled").contains(search.getString("status")));
    }

    private JsonPath status(String id) {
        return given().get(path(id)).then().statusCode(200).extract().jsonPath();
    }

    private String path(String id) {
        return "/api/v1/spaces/" + space + "/searches/" + id;
    }

    private List<GuidedProgressed> progress(String id) {
        return wire.events(GuidedProgressed.class).stream().filter(event -> event.guidedId().equals(id)).toList();
    }

    private List<GuidedReady> ready(String id) {
        return wire.events(GuidedReady.class).stream().filter(event -> event.guidedId().equals(id)).toList();
    }

    private List<EvaluationRequested> parts(String id) {
        return wire.events(EvaluationRequested.class).stream()
                .filter(event -> event.guided() != null && event.guided().guidedId().equals(id)).toList();
    }
}
