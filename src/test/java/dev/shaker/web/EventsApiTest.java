package dev.shaker.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.shaker.event.Envelope;
import dev.shaker.event.Failure;
import dev.shaker.event.MixtureFailed;
import dev.shaker.stack.StackResource;
import dev.shaker.web.stream.EventHub;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

@QuarkusTest
@TestProfile(WebProfile.class)
@QuarkusTestResource(StackResource.class)
class EventsApiTest {
    private static final String REQUEST = """
            {"requestId": "r-%s", "space": "tiny", "select": {"strategy": "paper", "size": 2}}""";

    private final WebFakes fakes;
    private final EventHub hub;
    private final String id = UUID.randomUUID().toString();

    @Inject
    EventsApiTest(WebFakes fakes, EventHub hub) {
        this.fakes = fakes;
        this.hub = hub;
    }

    @Test
    void aBinaryEventKeepsItsIdSourceAndTimeAndIsTakenInOnce() {
        for (boolean repeated : new boolean[]{ false, true }) {
            given().contentType("application/json").header("ce-specversion", "1.0").header("ce-id", id)
                    .header("ce-source", "/my%20trainer").header("ce-time", "2026-01-02T03:04:05Z")
                    .header("ce-type", "dev.shaker.mixture-request.v1").body(REQUEST.formatted(id))
                    .post("/api/v1/events").then().statusCode(202).body("id", equalTo(id))
                    .body("space", equalTo("tiny")).body("repeated", equalTo(repeated));
        }

        assertThat(fakes.forwarded()).filteredOn(event -> event.id().equals(id)).singleElement().satisfies(event -> {
            assertThat(event.source()).isEqualTo("/my trainer");
            assertThat(event.time()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        });
        given().get("/api/v1/spaces/tiny/mixture-requests/r-" + id).then().statusCode(200).body("status",
                equalTo("requested"));
    }

    @Test
    void theSameSourceAndIdWithAnotherContentIsAConflict() {
        for (int size : new int[]{ 2, 3 }) {
            given().contentType("application/json").header("ce-specversion", "1.0").header("ce-id", id)
                    .header("ce-source", "/t").header("ce-type", "dev.shaker.mixture-request.v1")
                    .body(REQUEST.formatted(id).replace("\"size\": 2", "\"size\": " + size)).post("/api/v1/events")
                    .then().statusCode(size == 2 ? 202 : 409)
                    .body("code", equalTo(size == 2 ? null : "request-conflict"));
        }
        assertThat(fakes.forwarded()).filteredOn(event -> event.id().equals(id)).hasSize(1);
    }

    @Test
    void aStructuredEventIsTakenIn() {
        given().contentType("application/cloudevents+json").body("""
                {"specversion": "1.0", "id": "%s", "source": "/t", "type": "dev.shaker.mixture-request.v1",
                 "data": %s}""".formatted(id, REQUEST.formatted(id))).post("/api/v1/events").then().statusCode(202);

        assertThat(fakes.forwarded()).anyMatch(event -> event.id().equals(id));
    }

    @Test
    void whatIsNoEventIsRefusedWithItsCode() {
        given().contentType("application/json").body("{").header("ce-specversion", "1.0").header("ce-id", id)
                .header("ce-source", "/t").header("ce-type", "dev.shaker.mixture-request.v1").post("/api/v1/events")
                .then().statusCode(400).body("code", equalTo("event-malformed"));
        given().contentType("application/json").body("{}").header("ce-specversion", "1.0").header("ce-id", id)
                .header("ce-source", "/t").header("ce-type", "dev.shaker.nothing.v1").post("/api/v1/events").then()
                .statusCode(400).body("code", equalTo("event-type-unknown"));
        given().contentType("application/json").body("{}").header("ce-specversion", "1.0").header("ce-id", id)
                .header("ce-source", "/t").header("ce-type", "dev.shaker.train-completed.v1").post("/api/v1/events")
                .then().statusCode(400).body("code", equalTo("event-invalid"));
        given().contentType("application/json").body("{}").post("/api/v1/events").then().statusCode(400).body("code",
                equalTo("event-invalid"));
        assertThat(fakes.forwarded()).noneMatch(event -> event.id().equals(id));
    }

    @Test
    void resultEventsAreNotTakenIn() {
        given().contentType("application/json").header("ce-specversion", "1.0").header("ce-id", id)
                .header("ce-source", "/t").header("ce-type", "dev.shaker.mixture-failed.v1")
                .body("{\"requestId\": \"r\", \"space\": \"tiny\", \"error\": {\"code\": \"internal\", \"message\": \"m\"}}")
                .post("/api/v1/events").then().statusCode(400).body("code", equalTo("event-type-unknown"))
                .body("detail", containsString("train-completed"));
    }

    @TestHTTPResource("/api/v1/events/stream")
    URI stream = URI.create("");

    @Test
    void resultsAreStreamedWithHeartbeatsAndOnlyOfTheSpaceAskedFor() {
        List<String> lines = listen("?space=tiny", null);
        await().until(() -> lines.contains("event:hello") || lines.contains("event: hello"));

        hub.onEvent(failed("s1-" + id, "other"));
        hub.onEvent(failed("s2-" + id, "tiny"));

        await().until(() -> lines.stream().anyMatch(line -> line.contains("s2-" + id)));
        assertThat(lines).noneMatch(line -> line.contains("s1-" + id));
        assertThat(lines).anyMatch(line -> line.replace(" ", "").equals("event:mixture-failed"));
        assertThat(lines).anyMatch(line -> line.startsWith("data:") && line.contains("\"space\":\"tiny\"")
                && line.contains("\"code\":\"internal\""));
        await().untilAsserted(() -> assertThat(lines).anyMatch(line -> line.startsWith(":")));
    }

    @Test
    void whoComesBackGetsWhatWasMissed() {
        for (int i = 1; i <= 3; i++) {
            hub.onEvent(failed("m" + i + "-" + id, "tiny"));
        }

        List<String> lines = listen("", "m1-" + id);

        await().until(() -> lines.stream().anyMatch(line -> line.contains("m3-" + id)));
        assertThat(lines).anyMatch(line -> line.contains("m2-" + id));
        assertThat(lines).noneMatch(line -> line.contains("m1-" + id)).noneMatch(line -> line.contains("resync"));
    }

    @Test
    void whoWasAwayTooLongIsToldToReadEverythingAgain() {
        List<String> lines = listen("", "long-gone");

        await().until(() -> lines.stream().anyMatch(line -> line.contains("resync")));
    }

    @Test
    void aClientThatLeavesIsForgotten() throws Exception {
        int before = hub.listeners();
        HttpClient client = HttpClient.newHttpClient();
        var answer = client.send(HttpRequest.newBuilder(stream).build(), HttpResponse.BodyHandlers.ofInputStream());
        await().until(() -> hub.listeners() > before);

        answer.body().close();
        client.shutdownNow();

        await().atMost(Duration.ofSeconds(10)).until(() -> hub.listeners() <= before);
    }

    private List<String> listen(String query, @org.jspecify.annotations.Nullable String lastId) {
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stream + query)).header("Accept",
                "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        var _ = HttpClient.newHttpClient().sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
                .thenAcceptAsync(answer -> answer.body().forEach(lines::add),
                        task -> Thread.ofVirtual().start(task));
        return lines;
    }

    private static Envelope<MixtureFailed> failed(String id, String space) {
        return new Envelope<>(id, "/test", WebFakes.NOW,
                new MixtureFailed("r-" + id, space, new Failure("internal", "no", Map.of())));
    }
}
