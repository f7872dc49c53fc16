package dev.shaker.web;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.MixtureRequested;
import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

@QuarkusTest
@TestProfile(WebProfile.class)
@QuarkusTestResource(StackResource.class)
class RestApiTest {
    private final WebFakes fakes;

    @Inject
    RestApiTest(WebFakes fakes) {
        this.fakes = fakes;
    }

    @Test
    void spacesAreListedAndFoundByName() {
        given().get("/api/v1/spaces").then().statusCode(200).body("items.name", contains("tiny"))
                .body("items[0].method", equalTo("pfeiffer")).body("items[0].baseModel.name", equalTo("tiny"))
                .body("items[0].generation", equalTo(4)).body("items[0].adapters", equalTo(3));
        given().get("/api/v1/spaces/tiny").then().statusCode(200).body("name", equalTo("tiny"));
    }

    @Test
    void adaptersAreFilteredByStatus() {
        given().get("/api/v1/spaces/tiny/adapters").then().statusCode(200).body("items.domain",
                contains("ag", "ag", "rct", "sst2"));
        given().get("/api/v1/spaces/tiny/adapters?status=registered").then().body("items.domain",
                contains("ag", "rct", "sst2"));
        given().get("/api/v1/spaces/tiny/adapters?status=superseded").then().body("items.id", contains("0".repeat(64)))
                .body("items[0].format", equalTo("adapter-hub")).body("items[0]", not(hasKey("test")));
        given().get("/api/v1/spaces/tiny/adapters?status=lost").then().statusCode(400).body("code",
                equalTo("request-invalid"));
    }

    @Test
    void adviceIsAboutNamedMembers() {
        given().get("/api/v1/spaces/tiny/advice?members=ag,sst2").then().statusCode(200)
                .body("verdict", equalTo("caution")).body("findings[0].reason", equalTo("no-shared-direction"))
                .body("pairs[0].domains", contains("ag", "sst2"))
                .body("pairs[0].worstLayers[0].layer", equalTo("down"));
        given().get("/api/v1/spaces/tiny/advice?members=ag,rct").then().statusCode(200)
                .body("verdict", equalTo("do-not")).body("findings[0].reason", equalTo("not-comparable"));
        given().get("/api/v1/spaces/tiny/advice?members=ag,lost").then().statusCode(404).body("code",
                equalTo("domain-unknown"));
        given().get("/api/v1/spaces/tiny/advice?strategy=greedy&size=9").then().statusCode(200).body("verdict",
                equalTo("do-not")).body("findings[0].reason", equalTo("request-impossible"))
                .body("findings[0].message", containsString("mixture-too-large"));
    }

    @Test
    void theUpdateBasisIsLorasAlone() {
        given().get("/api/v1/spaces/tiny/fsd?basis=update").then().statusCode(400).body("code",
                equalTo("request-invalid")).body("details.field", equalTo("basis"));
        given().get("/api/v1/spaces/tiny/fsd?basis=signs").then().statusCode(400).body("detail",
                containsString("choose factors"));
    }

    @Test
    void onlyAMixtureThatIsThereIsRebuilt() {
        given().contentType("application/json").post("/api/v1/spaces/tiny/mixtures/none/rebuild").then().statusCode(404)
                .body("code", equalTo("mixture-unknown"));
    }

    @Test
    void anAdapterTellsItsRegistrationsAndItsMixtures() {
        given().get("/api/v1/spaces/tiny/adapters/" + WebFakes.id("ag")).then().statusCode(200)
                .body("registrations.domain", contains("ag")).body("mixtures.requestId", contains("ready-1"));
        given().get("/api/v1/spaces/tiny/adapters/none").then().statusCode(404).body("code",
                equalTo("adapter-unknown"));
    }

    @Test
    void aWithdrawalIsAnEventThatCanBeAskedAbout() {
        String event = given().queryParam("reason", "wrong split").delete("/api/v1/spaces/tiny/domains/ag").then()
                .statusCode(202).body("space", equalTo("tiny")).body("domain", equalTo("ag"))
                .header("Location", containsString("/api/v1/announcements/")).extract().path("eventId");

        assertThat(fakes.forwarded()).filteredOn(sent -> sent.id().equals(event)).singleElement()
                .satisfies(sent -> assertThat(sent.data())
                        .isEqualTo(new AdapterWithdrawn("tiny", "ag", null, "wrong split")));
        given().delete("/api/v1/spaces/tiny/domains/ag?adapter=AB").then().statusCode(400).body("code",
                equalTo("event-invalid")).body("details.field", equalTo("adapter"));
        given().delete("/api/v1/spaces/lost/domains/ag").then().statusCode(404).body("code",
                equalTo("space-unknown"));
    }

    @Test
    void anAnnouncementTellsItsOutcomeOnceItIsWorked() {
        given().get("/api/v1/announcements/event-1").then().statusCode(200).body("outcome", equalTo("registered"));
        for (String path : new String[]{ "spaces/%00", "spaces/mini%0A", "spaces/tiny/adapters/%00",
                "spaces/tiny/mixtures/a%00b", "spaces/tiny/mixture-requests/%0D", "spaces/tiny/evaluations/%00",
                "spaces/tiny/sweeps/%7F", "adapters/%00", "sweeps/%00", "announcements/%00", "spaces/tiny/fsd/%00/ag",
                "spaces/tiny/mixtures?limit=%00" }) {
            given().urlEncodingEnabled(false).get("/api/v1/" + path).then().statusCode(400)
                    .body("code", equalTo("request-invalid"))
                    .body("detail", org.hamcrest.Matchers.containsString("control character"));
        }
        given().get("/api/v1/announcements/event-1?source=/training").then().statusCode(200)
                .body("source", equalTo("/training"));
        given().get("/api/v1/announcements/event-1?source=/elsewhere").then().statusCode(404);
        given().get("/api/v1/announcements/event-2").then().statusCode(400)
                .body("detail", org.hamcrest.Matchers.containsString("/training, /training/other"));
        given().get("/api/v1/announcements/event-2?source=/training/other").then().statusCode(200)
                .body("source", equalTo("/training/other"));
        given().get("/api/v1/announcements/event-9").then().statusCode(404).body("code", equalTo("resource-unknown"));
    }

    @Test
    void deadLettersAreCountedAndPutBack() {
        given().get("/api/v1/dead-letters").then().statusCode(200)
                .body("items.topic", contains("shaker.mixture-request", "shaker.train-completed"))
                .body("items.waiting", contains(0, 2))
                .body("items[1].deadLetterTopic", equalTo("shaker.train-completed.dlq"));
        given().post("/api/v1/dead-letters/shaker.train-completed/replay").then().statusCode(200).body("replayed",
                equalTo(2));
        given().post("/api/v1/dead-letters/shaker.coffee/replay").then().statusCode(404).body("code",
                equalTo("resource-unknown"));
    }

    @Test
    void rejectionsHaveCodeAndPlace() {
        given().get("/api/v1/spaces/unseen/rejections").then().statusCode(200)
                .body("items[0].error.code", equalTo("tensor-not-finite"))
                .body("items[0].error.details.index", equalTo("7"));
        given().get("/api/v1/spaces/tiny/rejections?limit=0").then().statusCode(400).body("details.field",
                equalTo("limit"));
    }

    @Test
    void theMatrixHasExactCountsAndLeavesOutWhatCannotBeCompared() {
        given().get("/api/v1/spaces/tiny/fsd").then().statusCode(200).body("domains", contains("ag", "rct", "sst2"))
                .body("conflicts[0]", contains(0, null, 49)).body("conflicts[2]", contains(49, 10, 0))
                .body("bothNonZero[2]", contains(98, 80, null)).body("total", equalTo(100))
                .body("fsd[2][1]", equalTo(0.1f)).body("fsdBothNonZero[0][2]", equalTo(0.5f))
                .body("averages[1].ofOthers", equalTo(0.1f)).body("averages[1].includingSelf", equalTo(0.05f))
                .body("noSharedDirection", contains(java.util.List.of("ag", "sst2")))
                .body("generation", equalTo(4)).body("basis", equalTo("factors"));
    }

    @Test
    void theMatrixIsCsvWhereCsvIsAskedFor() {
        String expected = "domain,ag,rct,sst2\r\nag,0.0,,0.49\r\nrct,,0.0,0.1\r\nsst2,0.49,0.1,0.0\r\n";

        assertThat(given().accept("text/csv").get("/api/v1/spaces/tiny/fsd").asString()).isEqualTo(expected);
        assertThat(given().get("/api/v1/spaces/tiny/fsd.csv").asString()).isEqualTo(expected);
    }

    @Test
    void theMatrixIsALineARowForThoseWhoReadLines() {
        var answer = given().accept("application/x-ndjson").get("/api/v1/spaces/tiny/fsd");
        answer.then().statusCode(200).contentType("application/x-ndjson");
        assertThat(answer.asString().lines().toList()).hasSize(4)
                .startsWith(
                        "{\"space\":\"tiny\",\"generation\":4,\"basis\":\"factors\",\"domains\":[\"ag\",\"rct\",\"sst2\"],"
                                + "\"adapters\":[\"" + WebFakes.id("ag") + "\",\"" + WebFakes.id("rct") + "\",\""
                                + WebFakes.id("sst2")
                                + "\"]}")
                .endsWith("{\"domain\":\"sst2\",\"adapterId\":\"" + WebFakes.id("sst2")
                        + "\",\"conflicts\":[49,10,null],\"total\":[100,100,null],\"fsd\":[0.49,0.1,null]}");
        assertThat(given().accept("text/csv").get("/api/v1/spaces/tiny/fsd?domains=sst2,ag").asString())
                .isEqualTo("domain,ag,sst2\r\nag,0.0,0.49\r\nsst2,0.49,0.0\r\n");
        assertThat(given().accept("text/csv").get("/api/v1/spaces/tiny/fsd/rows/rct").asString())
                .isEqualTo(
                        "domain,adapter_id,conflicts,both_non_zero,total,fsd,fsd_both_non_zero,inert,standard_error\r\nsst2,"
                                + WebFakes.id("sst2") + ",10,80,100,0.1,0.125,false,\r\n");
        String cursor = given().get("/api/v1/spaces/tiny/fsd/rows/sst2?limit=1").then().statusCode(200)
                .body("items.domain", contains("ag")).header("Link", containsString("fsd/rows/sst2")).extract()
                .path("next");
        given().get("/api/v1/spaces/tiny/fsd/rows/sst2?limit=1&cursor=" + cursor).then().statusCode(200)
                .body("items.domain", contains("rct")).body("next", nullValue());
        assertThat(given().accept("text/csv").get("/api/v1/spaces/tiny/fsd/averages?limit=1").asString())
                .isEqualTo("domain,adapter_id,comparable,including_self,of_others,inert\r\nag," + WebFakes.id("ag")
                        + ",1,0.245,0.49,false\r\n");
        given().accept("text/csv").get("/api/v1/spaces/tiny/fsd?domains=ag,lost").then().statusCode(404)
                .body("code", equalTo("domain-unknown"));
        given().accept("image/png").get("/api/v1/spaces/tiny/fsd").then().statusCode(406);
    }

    @Test
    void whoHasAnAnswerOfTheGenerationIsToldSoBeforeAnythingIsRead() {
        OpenApiDocument document = OpenApiDocument.read();
        for (String path : new String[]{ "fsd", "fsd?domains=ag,sst2", "fsd.csv", "fsd/averages", "fsd/rows/ag",
                "fsd/ag/sst2", "adapters" }) {
            String address = "/api/v1/spaces/tiny/" + path;
            String tag = given().get(address).then().statusCode(200).header("Cache-Control", "no-cache")
                    .header("Vary", "Accept").extract().header("ETag");
            assertThat(tag).matches("\"4-[0-9a-f]{32}\"");
            int read = fakes.read();
            given().header("If-None-Match", tag).get(address).then().statusCode(304).header("ETag", tag)
                    .body(org.hamcrest.Matchers.emptyString());
            assertThat(fakes.read()).isEqualTo(read);
            assertThat(document.faults("GET", address, given().header("If-None-Match", tag).get(address))).isEmpty();
            given().header("If-None-Match", "\"other\", " + tag).get(address).then().statusCode(304);
            given().header("If-None-Match", "\"4-none\"").get(address).then().statusCode(200);
        }
        String json = given().accept("application/json").get("/api/v1/spaces/tiny/fsd").header("ETag");
        assertThat(given().accept("text/csv").get("/api/v1/spaces/tiny/fsd").header("ETag")).isNotEqualTo(json);
        assertThat(given().accept("application/json").get("/api/v1/spaces/tiny/fsd?basis=factors").header("ETag"))
                .isNotEqualTo(json);
        given().header("If-None-Match", "*").get("/api/v1/spaces/none/fsd").then().statusCode(404);
    }

    @Test
    void aPairTellsItsLayers() {
        given().get("/api/v1/spaces/tiny/fsd/sst2/ag").then().statusCode(200).body("domainA", equalTo("sst2"))
                .body("conflicts", equalTo(49)).body("noSharedDirection", equalTo(true))
                .body("layers.name", contains("down", "up")).body("layers.conflicts", contains(40, 9));
        given().get("/api/v1/spaces/tiny/fsd/ag/none").then().statusCode(404).body("code", equalTo("domain-unknown"));
        given().get("/api/v1/spaces/tiny/fsd/ag/rct").then().statusCode(400).body("code",
                equalTo("adapter-not-comparable"));
        given().get("/api/v1/spaces/tiny/fsd/ag/ag").then().statusCode(400).body("code", equalTo("request-invalid"));
    }

    @Test
    void aMixtureRequestIsAcceptedAndCanBeAskedAboutAtOnce() {
        String location = given().contentType("application/json").body("""
                {"requestId": "my/request 1", "select": {"strategy": "greedy", "size": 2, "targets": ["ag"]},
                 "prune": {"sparsity": 0.4}}""").post("/api/v1/spaces/tiny/mixtures").then().statusCode(202)
                .body("requestId", equalTo("my/request 1")).extract().header("Location");

        assertThat(location).endsWith("/api/v1/spaces/tiny/mixture-requests/my%2Frequest%201");
        given().urlEncodingEnabled(false).get(location).then().statusCode(200).body("status", equalTo("requested"))
                .body("request.select.strategy", equalTo("greedy"));
        assertThat(fakes.added()).filteredOn(MixtureRequested.class::isInstance).extracting(event -> event.key())
                .contains("tiny");
    }

    @Test
    void aRequestWithoutIdGetsOne() {
        given().contentType("application/json").body("{\"select\": {\"strategy\": \"paper\", \"size\": 2}}")
                .post("/api/v1/spaces/tiny/mixtures").then().statusCode(202)
                .body("requestId", org.hamcrest.Matchers.matchesPattern("[0-9a-f-]{36}"));
    }

    @Test
    void aBadRequestNamesItsField() {
        given().contentType("application/json").body("{\"prune\": {\"sparsity\": 0.4}}")
                .post("/api/v1/spaces/tiny/mixtures").then().statusCode(400)
                .contentType("application/problem+json").body("code", equalTo("event-invalid"))
                .body("detail", containsString("select"));
        given().contentType("application/json").body("{\"select\": ").post("/api/v1/spaces/tiny/mixtures").then()
                .statusCode(400).body("code", equalTo("event-malformed")).body("details", hasKey("line"));
        given().contentType("application/json").body("[]").post("/api/v1/spaces/tiny/mixtures").then().statusCode(400)
                .body("code", equalTo("request-invalid"));
        given().contentType("application/json").post("/api/v1/spaces/tiny/mixtures").then().statusCode(400)
                .body("code", equalTo("request-invalid"));
    }

    @Test
    void mixturesTellStatusFailureAndAccuracies() {
        given().get("/api/v1/spaces/tiny/mixtures/" + WebFakes.MIXTURE).then().statusCode(200)
                .body("status", equalTo("ready"))
                .body("members.domain", contains("ag", "sst2"))
                .body("evaluations.id", contains(evaluation("e2"), evaluation("e3")))
                .body("evaluations[0].accuracy", equalTo(0.85f)).body("evaluations[0].aloneAccuracy", equalTo(0.9f))
                .body("evaluations[0].drop", equalTo(0.05f))
                .body("evaluations[1].error.code", equalTo("data-row-invalid"));
        given().get("/api/v1/spaces/tiny/mixture-requests/failed-1").then().body("status", equalTo("failed"))
                .body("error.code", equalTo("domain-unknown")).body("error.details.domain", equalTo("x"))
                .body("id", nullValue()).body("evaluations", empty());
        given().get("/api/v1/spaces/tiny/mixtures?limit=1").then().body("items", hasSize(1));
        given().get("/api/v1/spaces/tiny/mixtures/none").then().statusCode(404).body("code",
                equalTo("mixture-unknown"));
    }

    @Test
    void evaluationsAreListedPerSpaceAndPerMixture() {
        given().get("/api/v1/spaces/tiny/evaluations").then().body("items.id",
                contains(evaluation("e1"), evaluation("e2"), evaluation("e3")));
        given().get("/api/v1/spaces/tiny/evaluations?mixture=" + WebFakes.MIXTURE).then().body("items.id",
                contains(evaluation("e2"), evaluation("e3")));
        given().get("/api/v1/spaces/tiny/evaluations/" + evaluation("e1")).then().body("correct", equalTo(180)).body(
                "device",
                equalTo("cpu"));
        given().get("/api/v1/spaces/tiny/evaluations/e9").then().statusCode(404).body("code",
                equalTo("evaluation-unknown"));
    }

    @Test
    void anIdMayBeShortenedWhileOneAloneBeginsWithIt() {
        String id = WebFakes.id("ag").hex();
        given().get("/api/v1/spaces/tiny/adapters/" + id.substring(0, 63)).then().statusCode(200).body("id",
                equalTo(id));
        given().get("/api/v1/spaces/tiny/mixtures/ffffff").then().statusCode(200).body("id",
                equalTo(WebFakes.MIXTURE));
        given().get("/api/v1/spaces/tiny/evaluations?mixture=ffffff").then().body("items.id",
                contains(evaluation("e2"), evaluation("e3")));
        given().get("/api/v1/spaces/tiny/mixtures/fffff").then().statusCode(404)
                .body("code", equalTo("mixture-unknown")).body("detail", containsString("first 6 characters"));
        given().get("/api/v1/spaces/tiny/adapters/000000").then().statusCode(409).body("code", equalTo("id-ambiguous"))
                .body("details.candidates", containsString("0".repeat(64) + ", " + id));
        given().get("/api/v1/spaces/tiny/adapters/123456").then().statusCode(404).body("code",
                equalTo("adapter-unknown"));
    }

    @Test
    void formerPathsSendOnToThoseOfToday() {
        String tiny = "/api/v1/spaces/tiny/";
        for (String[] moved : new String[][]{ { "adapters/" + WebFakes.id("ag"), "adapters/" + WebFakes.id("ag") },
                { "spaces/tiny/accuracies?mixture=x%20y&limit=3", "evaluations?mixture=x%20y&limit=3" },
                { "mixtures/ffffff", "mixtures/" + WebFakes.MIXTURE },
                { "evaluations/" + evaluation("e1"), "evaluations/" + evaluation("e1") },
                { "mixture-requests/ready-1", "mixture-requests/ready-1" } }) {
            given().redirects().follow(false).urlEncodingEnabled(false).get("/api/v1/" + moved[0]).then()
                    .statusCode(308).header("Location", org.hamcrest.Matchers.endsWith(tiny + moved[1]));
        }
        given().redirects().follow(false).contentType("application/json").post("/api/v1/mixtures/ffffff/rebuild")
                .then().statusCode(308).header("Location",
                        org.hamcrest.Matchers.endsWith(tiny + "mixtures/" + WebFakes.MIXTURE + "/rebuild"));
        given().redirects().follow(false).contentType("application/json")
                .body("{\"space\": \"tiny\", \"domain\": \"ag\"}").post("/api/v1/evaluations").then().statusCode(308)
                .header("Location", org.hamcrest.Matchers.endsWith(tiny + "evaluations"));
        given().get("/api/v1/sweeps/none-there/report").then().statusCode(404).body("code", equalTo("sweep-unknown"));
        given().get("/api/v1/evaluations/" + evaluation("e1")).then().statusCode(200).body("id",
                equalTo(evaluation("e1")));
    }

    @Test
    void everyProblemIsProblemDetailsWithACode() {
        given().get("/api/v1/spaces/none").then().statusCode(404).contentType("application/problem+json")
                .body("code", equalTo("space-unknown")).body("type", equalTo("urn:shaker:error:space-unknown"))
                .body("title", equalTo("Space unknown")).body("instance", equalTo("/api/v1/spaces/none"))
                .body("details.space", equalTo("none"));
        given().get("/api/v1/nothing/here").then().statusCode(404).contentType("application/problem+json").body("code",
                equalTo("resource-unknown"));
        given().delete("/api/v1/spaces").then().statusCode(405).contentType("application/problem+json").body("code",
                equalTo("request-invalid"));
        given().contentType("text/plain").body("x").post("/api/v1/spaces/tiny/mixtures").then().statusCode(415)
                .contentType("application/problem+json").body("code", equalTo("request-invalid"));
        given().accept("image/png").get("/api/v1/spaces").then().statusCode(406)
                .contentType("application/problem+json");
    }

    @Test
    void aNeighbourThatIsAwayIs503AndWorthAnotherTry() {
        given().get("/api/v1/spaces/away").then().statusCode(503).header("Retry-After", "2").body("code",
                equalTo("database-unavailable"));
    }

    @Test
    void anUnexpectedFailureTellsNothingOfTheInside() {
        given().get("/api/v1/spaces/broken").then().statusCode(500).body("code", equalTo("internal"))
                .body("detail", not(containsString("secret inner workings")));
    }

    @Test
    void infoTellsRoleAndSettingsWithoutSecrets() {
        given().get("/api/v1/info").then().statusCode(200).body("name", equalTo("shaker"))
                .body("role", equalTo("gateway")).body("bucket", equalTo("shaker"))
                .body("settings", hasKey("shaker.store.endpoint"))
                .body("settings", not(hasKey("shaker.store.secret-key")))
                .body("settings", not(hasKey("shaker.store.access-key")))
                .body("settings", not(hasKey("shaker.test.secret-thing")));
    }

    @Test
    void theApiDescribesItself() {
        given().accept("application/json").get("/q/openapi?format=json").then().statusCode(200)
                .body("paths", hasKey("/api/v1/spaces/{space}/fsd"))
                .body("paths", hasKey("/api/v1/spaces/{space}/mixtures"))
                .body("paths.'/api/v1/sweeps/{id}'.delete.deprecated", equalTo(true))
                .body("paths.'/api/v1/spaces/{space}/sweeps/{id}'.delete.deprecated", nullValue());
    }

    @Test
    void thePageIsServedAndMayLoadNothingFromElsewhere() {
        given().get("/").then().statusCode(200).contentType("text/html").header("Content-Security-Policy",
                containsString("default-src 'self'"));
    }

    @Test
    void theStoreIsPartOfReadiness() {
        given().get("/q/health/ready").then().body("checks.name", org.hamcrest.Matchers.hasItem("object store"))
                .body("checks.find { it.name == 'object store' }.status", equalTo("UP"));
    }

    private static String evaluation(String name) {
        return Named.evaluation(name).hex();
    }
}
