package dev.shaker.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.evaluation.paired.PairedCounts;
import dev.shaker.evaluation.paired.Tango;
import dev.shaker.event.Topics;
import dev.shaker.event.VerdictReached;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

/** From policy and mixture to the verdict, as REST and Kafka tell it, on real rows. */
@QuarkusTest
@WithTestResource(StackResource.class)
class VerdictTest extends PipelineFixture {
    private static final int ROWS = 40;
    private static final String LENIENT = """
            {"maxDrop": 0.9, "minRows": 30, "attacks": [{"name": "fgsm", "epsilon": 0.01}]}""";

    @Inject
    EntityManager entities;

    VerdictTest() {
        super(Topics.VERDICT);
    }

    @Test
    void aMixtureIsJudgedOnTheRowsThatWereMeasuredAndToldOfOnce() {
        // Given
        publishAll("pfeiffer", List.of("films", "reviews"));
        String id = mixed();
        String digest = put(LENIENT);

        // When
        JsonPath verdict = verdict(id, "&wait=60");

        // Then
        assertThat(verdict.getBoolean("settled")).as(verdict.prettify()).isTrue();
        assertThat(verdict.getString("outcome")).isEqualTo("pass");
        assertThat(verdict.getString("policy.digest")).isEqualTo(digest);
        assertThat(verdict.getList("domains.domain")).containsExactly("films", "films", "reviews", "reviews");
        for (int i = 0; i < 4; i++) {
            String path = "domains[" + i + "].";
            PairedCounts counts = PairedCounts.of(rows(verdict.getString(path + "evaluations[0]"), i % 2 == 1),
                    rows(verdict.getString(path + "evaluations[1]"), i % 2 == 1));
            assertThat(verdict.getInt(path + "rows")).isEqualTo(ROWS);
            assertThat(verdict.getInt(path + "aloneOnly")).isEqualTo(counts.aloneOnly());
            assertThat(verdict.getInt(path + "mixedOnly")).isEqualTo(counts.mixedOnly());
            assertThat(verdict.getDouble(path + "drop")).isCloseTo(counts.drop(), within(1e-6));
            assertThat(verdict.getDouble(path + "high")).isCloseTo(Tango.interval(counts, 0.95).high(), within(1e-6));
            assertThat(verdict.getString(path + "attack.name")).isEqualTo(i % 2 == 1 ? "fgsm" : null);
        }
        assertThat(verdict(id, "").getString("verdictId")).isEqualTo(verdict.getString("verdictId"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told()).singleElement()
                .satisfies(event -> assertThat(event.verdictId()).isEqualTo(verdict.getString("verdictId"))));

        // And by another policy
        String other = put("{\"maxDrop\": 0, \"minRows\": 30, \"onInconclusive\": \"fail\"}");
        JsonPath stricter = verdict(id, "");
        assertThat(stricter.getString("outcome")).isEqualTo("fail");
        assertThat(stricter.getString("supersedes")).isEqualTo(verdict.getString("verdictId"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told()).extracting(event -> event.policy().digest())
                .containsExactly(digest, other));
        given().get(policy() + "?digest=" + digest).then().statusCode(200).body("policy.attacks", hasSize(1))
                .body("policy.confidence", equalTo(0.95f));

        // And as other tools read it
        given().get(path(id) + ".junit.xml?policy=release").then().statusCode(200).contentType("application/xml")
                .body("testsuites.testsuite.@tests", equalTo("2"))
                .body("testsuites.testsuite.testcase[0].@name", equalTo("films"));
        given().get(path(id) + ".intoto.json?policy=release").then().statusCode(200)
                .body("predicate.result", is("FAILED")).body("subject.name", hasItem("recipe.json"));
        given().get(path(id) + ".md?policy=release").then().statusCode(200)
                .body(containsString("## Gate release: fail")).body(containsString("| films |"));
    }

    @Test
    void whatCannotBeJudgedSaysWhatToDo() {
        // Given
        publishAll("pfeiffer", List.of("nli", "reviews"));
        String id = mixed();
        put("{\"maxDrop\": 0.9, \"minRows\": 30, \"exclude\": [\"reviews\"]}");
        JsonPath good = verdict(id, "&wait=60");
        assertThat(good.getString("outcome")).as(good.prettify()).isEqualTo("pass");
        EvaluationView mixed = evaluations.ofMixture(Named.mixture(id)).stream()
                .filter(view -> view.domain().name().equals("nli") && view.underAttack() == null).findFirst()
                .orElseThrow();

        // When it was measured by a version that kept no rows
        QuarkusTransaction.requiringNew().run(
                () -> entities.createNativeQuery("update evaluation set right_rows = null where id = :id")
                        .setParameter("id", mixed.id().hex()).executeUpdate());

        // Then
        JsonPath missing = verdict(id, "");
        assertThat(missing.getString("outcome")).isEqualTo("inconclusive");
        assertThat(missing.getBoolean("settled")).isFalse();
        assertThat(missing.getString("refusals[0].code")).isEqualTo("evaluation-rows-missing");
        assertThat(missing.getString("refusals[0].message")).contains("\"refresh\": true", "\"rowLimit\": 40", id);
        given().contentType(ContentType.JSON)
                .body(Map.of("domain", "nli", "mixtureId", id, "rowLimit", ROWS, "refresh", true))
                .post("/api/v1/spaces/" + space + "/evaluations").then().statusCode(202);
        assertThat(verdict(id, "&wait=60").getString("verdictId")).isEqualTo(good.getString("verdictId"));

        // And where nothing was asked for
        put("{\"maxDrop\": 0.9, \"minRows\": 30, \"attacks\": [{\"name\": \"fgsm\", \"epsilon\": 0.5}]}");
        JsonPath unasked = verdict(id, "");
        assertThat(unasked.getString("outcome")).isEqualTo("inconclusive");
        assertThat(unasked.getList("refusals.code")).contains("evaluation-missing");
        put("{\"maxDrop\": 0.9, \"minRows\": 41}");
        assertThat(verdict(id, "").getList("refusals.code")).containsOnly("rows-too-few");

        // And once a member was trained again
        put("{\"maxDrop\": 0.9, \"minRows\": 30, \"exclude\": [\"reviews\"]}");
        register(trained("pfeiffer", true, Instant.now()));
        JsonPath stale = verdict(id, "");
        assertThat(stale.getString("outcome")).isEqualTo("fail");
        assertThat(stale.getList("refusals.code")).containsExactly("mixture-stale");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told()).last()
                .satisfies(event -> assertThat(event.stale()).isTrue()));
    }

    @Test
    void policiesAreKeptByNameAndWhatCannotBeMeantIsRefused() {
        publishAll("pfeiffer", List.of("nli"));
        String digest = put("{\"maxDrop\": 0.010, \"name\": \"release\"}");
        assertThat(put("{\"maxDrop\": 0.01, \"minRows\": 300}")).isEqualTo(digest);
        given().get("/api/v1/spaces/" + space + "/policies").then().statusCode(200).body("items.name",
                equalTo(List.of("release")));
        for (String[] bad : new String[][]{ { "{}", "maxDrop" }, { "[]", "JSON object" },
                { "{\"maxDrop\": 0.1, \"minrows\": 3}", "no 'minrows'" }, { "{\"maxDrop\": \"much\"}", "a number" },
                { "{\"maxDrop\": 0.1, \"attacks\": [{\"name\": \"x\"}]}", "choose fgsm or textfooler" },
                { "{\"maxDrop\": 0.1, \"onInconclusive\": \"pass\"}", "onInconclusive" },
                { "{\"maxDrop\": 0.1, \"name\": \"other\"}", "leave the name out" },
                { "{\"maxDrop\": 2}", "a share" } }) {
            given().contentType(ContentType.JSON).body(bad[0]).put(policy()).then().statusCode(400)
                    .body("code", equalTo("request-invalid")).body("detail", containsString(bad[1]));
        }
        given().delete(policy()).then().statusCode(204);
        given().get(policy()).then().statusCode(404).body("code", equalTo("policy-unknown"));
        given().delete(policy()).then().statusCode(404);
        given().get(policy() + "?digest=" + digest).then().statusCode(200);
        assertThat(put("{\"maxDrop\": 0.01}")).isEqualTo(digest);
    }

    private String mixed() {
        String request = given().contentType(ContentType.JSON).body("""
                {"select": {"strategy": "explicit", "members": %s},
                 "evaluate": {"rowLimit": %d, "attacks": [{"name": "fgsm", "epsilon": 0.01}]}}"""
                .formatted(members(), ROWS)).post("/api/v1/spaces/" + space + "/mixtures").then().statusCode(202)
                .extract().path("requestId");
        MixtureView mixture = awaitMixture(request);
        return String.valueOf(mixture.id());
    }

    private String members() {
        return dev.shaker.event.Json
                .text(adapters.current(Named.space(space)).stream().map(one -> one.domain().name()).toList());
    }

    private String put(String policy) {
        return given().contentType(ContentType.JSON).body(policy).put(policy()).then().statusCode(200)
                .body("name", equalTo("release")).extract().path("digest");
    }

    private String policy() {
        return "/api/v1/spaces/" + space + "/policies/release";
    }

    private String path(String id) {
        return "/api/v1/spaces/" + space + "/mixtures/" + id + "/verdict";
    }

    private JsonPath verdict(String id, String more) {
        return given().get(path(id) + "?policy=release" + more).then().statusCode(200).extract().jsonPath();
    }

    private RowOutcomes rows(String evaluation, boolean attacked) {
        var rows = evaluations.rows(Named.evaluation(evaluation)).orElseThrow();
        return attacked ? rows.underAttack().orElseThrow() : rows.plain();
    }

    private List<VerdictReached> told() {
        return wire.events(VerdictReached.class).stream().filter(event -> event.space().equals(space)).toList();
    }
}
