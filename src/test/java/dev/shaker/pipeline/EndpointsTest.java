package dev.shaker.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import dev.shaker.event.Envelope;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.TrainCompleted;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;
import dev.shaker.web.OpenApiDocument;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every address that answers a question, asked once of the real database, broker and store. */
@QuarkusTest
@WithTestResource(StackResource.class)
class EndpointsTest extends PipelineFixture {
    private static final List<String> TWO = List.of("films", "reviews");

    EndpointsTest() {
        super("shaker.accuracy");
    }

    @Test
    void everyQuestionIsAnswered() {
        // Given
        Envelope<TrainCompleted> films = sample.announcement(space, "pfeiffer", "films");
        register(films);
        register(sample.announcement(space, "pfeiffer", "reviews"));
        MixtureView mixture = mix(false);
        String evaluation = mixture.evaluations().getFirst().hex();
        String sweep = "sweep-" + UUID.randomUUID();
        given().contentType(ContentType.JSON).body(Map.of("sweepId", sweep, "rowLimit", 10))
                .post("/api/v1/spaces/" + space + "/sweeps").then().statusCode(202);
        await().atMost(PATIENCE).until(
                () -> given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep).jsonPath().getString("status"),
                "completed"::equals);

        // Then
        String in = "/api/v1/spaces/" + space;
        given().contentType(ContentType.JSON).body("{\"maxDrop\": 0.03}").put(in + "/policies/release").then()
                .statusCode(200);
        String verdict = in + "/mixtures/" + mixture.id() + "/verdict";
        await().atMost(PATIENCE)
                .until(() -> evaluations.rows(mixture.evaluations().getFirst()).isPresent());
        OpenApiDocument document = OpenApiDocument.read();
        List<String> failed = new ArrayList<>();
        String adapter = mixture.members().getFirst().adapterId().hex();
        for (String path : List.of("/api/v1/spaces", in, in + "/adapters", in + "/adapters?status=registered",
                in + "/rejections", in + "/mixtures", in + "/mixtures?adapter=" + adapter, in + "/evaluations",
                in + "/evaluations?mixture=" + mixture.id(), in + "/sweeps", in + "/fsd", in + "/fsd.csv",
                in + "/fsd?domains=films,reviews", in + "/fsd/averages", in + "/fsd/rows/films",
                in + "/fsd/films/reviews", in + "/advice?members=films,reviews", in + "/adapters/" + adapter,
                "/api/v1/announcements/" + films.id(), in + "/mixtures/" + mixture.id(),
                in + "/mixture-requests/" + mixture.requestId(), in + "/evaluations/" + evaluation,
                in + "/evaluations/" + evaluation + "/rows", in + "/policies", in + "/policies/release",
                verdict + "?policy=release", verdict + ".junit.xml?policy=release", verdict + ".md?policy=release",
                verdict + ".intoto.json?policy=release",
                in + "/sweeps/" + sweep, in + "/sweeps/" + sweep + "/results",
                in + "/sweeps/" + sweep + "/statistics", in + "/sweeps/" + sweep + "/report",
                "/api/v1/dead-letters", "/api/v1/info", "/q/openapi", "/q/health", "/q/metrics", "/")) {
            Response answer = given().get(path);
            if (answer.statusCode() != 200) {
                failed.add(answer.statusCode() + " " + path + " " + answer.asString());
            }
            if (path.startsWith("/api/")) {
                failed.addAll(document.faults("GET", path, answer));
            }
        }
        assertThat(failed).isEmpty();
        assertThat(given().get(in + "/adapters/" + adapter.substring(0, 6)).jsonPath()
                .getList("mixtures.id")).contains(String.valueOf(mixture.id()));
    }

    @Test
    void everyDocumentedPathIsServedAndEveryErrorIsADocumentedProblem() {
        OpenApiDocument document = OpenApiDocument.read();
        assertThat(document.operations()).hasSizeGreaterThan(40);
        List<String> faults = new ArrayList<>();
        for (OpenApiDocument.Documented operation : document.operations()) {
            if (operation.path().endsWith("/events/stream")) {
                // Never ends.
                continue;
            }
            Response answer = given().redirects().follow(false).contentType(ContentType.JSON)
                    .request(operation.method(), operation.example());
            if (answer.asString().contains("tells what there is") || answer.statusCode() == 405) {
                faults.add(operation.method() + " " + operation.path() + " is not served: " + answer.asString());
            }
            document.faults(operation, answer)
                    .forEach(fault -> faults.add(operation.method() + " " + operation.path() + ": " + fault));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aTagHoldsUntilSomethingIsAnnounced() {
        // Given
        Envelope<TrainCompleted> films = sample.announcement(space, "pfeiffer", "films");
        register(films);
        register(sample.announcement(space, "pfeiffer", "reviews"));
        String lines = "/api/v1/spaces/" + space + "/fsd";
        Response csv = given().accept("text/csv").get(lines);
        // Then
        assertThat(csv.asString().lines()).hasSize(3).first().isEqualTo("domain,films,reviews");
        assertThat(given().accept("application/x-ndjson").get(lines).asString().lines()).hasSize(3);
        given().accept("text/csv").header("If-None-Match", csv.header("ETag")).get(lines).then().statusCode(304);
        // When the same adapter is announced again, which raises no generation
        Envelope<TrainCompleted> again = new Envelope<>(UUID.randomUUID().toString(), films.source(), Instant.now(),
                films.data());
        wire.send(again);
        awaitOutcome(again);
        given().accept("text/csv").header("If-None-Match", csv.header("ETag")).get(lines).then().statusCode(200);
    }

    @Test
    void aMixtureIsStaleWhenItsDomainHasAnotherAdapterEvenIfAnotherDomainHasTheOldOne() {
        // Given one content under two domains
        Envelope<TrainCompleted> films = sample.announcement(space, "pfeiffer", "films");
        register(films);
        register(sample.announcement(space, "pfeiffer", "reviews"));
        register(named(films, "films-too"));
        MixtureView mixture = mix(true);
        assertThat(mixture.stale()).isFalse();

        // When the domain is trained again
        register(named(sample.announcement(space, "pfeiffer", "posts"), "films"));

        // Then
        assertThat(mixtures.byRequest(mixture.requestId()).orElseThrow().stale()).isTrue();
    }

    private static Envelope<TrainCompleted> named(Envelope<TrainCompleted> event, String domain) {
        TrainCompleted data = event.data();
        TrainCompleted.Domain old = data.domain();
        return new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(),
                new TrainCompleted(data.space(),
                        new TrainCompleted.Domain(domain, old.labels(), old.test(), old.maxLength(), old.train()),
                        data.adapter(), data.baseModel(), data.initSeed(), data.trainingRun(), data.metrics()));
    }

    private MixtureView mix(boolean skip) {
        MixtureView mixture = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                explicit(TWO, null), null, null, new MixtureRequested.Evaluate(List.of(), 10, skip, null, List.of())));
        assertThat(mixture.errorMessage()).isNull();
        return mixture;
    }
}
