package dev.shaker.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import jakarta.inject.Inject;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.event.AccuracyMeasured;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationMeasured;
import dev.shaker.event.EvaluationMeasured.Metric;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.event.Topics;
import dev.shaker.stack.StackResource;
import dev.shaker.tensor.Sha256;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

/** Evaluations that others measure, over HTTP and Kafka. */
@QuarkusTest
@WithTestResource(StackResource.class)
class OutsideResultTest extends PipelineFixture {
    @Inject
    EvaluationLedger ledger;
    @Inject
    DataSource database;

    OutsideResultTest() {
        super(Topics.ACCURACY, Topics.deadLetter(Topics.EVALUATION_MEASURED));
    }

    @Test
    void aResultSettlesTheEvaluationOnceAndWhatContradictsIsRefused() {
        // Given
        publishAll("pfeiffer", List.of("nli"));
        String id = wanted("alone", null, null);

        // When
        post(id, "{\"engine\": \"peer 1.2\", \"correctRows\": \"1101\", \"seconds\": 2.5, "
                + "\"metrics\": [{\"name\": \"f1\", \"value\": 0.7, \"stderr\": 0.1}]}").statusCode(202)
                .header("Location", endsWith(path(id))).body("evaluationId", equalTo(id))
                .body("domain", equalTo("nli"));

        // Then
        EvaluationView view = awaitMeasured(id);
        assertThat(view.accuracy()).isEqualTo(0.75);
        assertThat(view.engine()).isEqualTo("peer 1.2");
        given().get(path(id)).then().statusCode(200).body("correct", equalTo(3)).body("rows", equalTo(4))
                .body("engine", equalTo("peer 1.2")).body("metrics[0].name", equalTo("f1"))
                .body("metrics[0].stderr", equalTo(0.1f));
        given().get(path(id) + "/rows").then().statusCode(200).body("rows", equalTo(4)).body("correct", equalTo(3))
                .body("correctRows", equalTo("0A=="));
        assertThat(given().accept("text/csv").get("/api/v1/spaces/" + space + "/evaluations").asString())
                .contains(",peer 1.2,");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(id)).singleElement().satisfies(event -> {
            assertThat(event.engine()).isEqualTo("peer 1.2");
            assertThat(event.accuracy()).isEqualTo(0.75);
            assertThat(event.metrics()).containsExactly(new Metric("f1", 0.7, 0.1));
        }));

        // And again
        post(id, "{\"engine\": \"peer 1.2\", \"correctRows\": \"1101\", \"seconds\": 2.5, "
                + "\"metrics\": [{\"name\": \"f1\", \"value\": 0.7, \"stderr\": 0.1}]}").statusCode(202);
        post(id, "{\"engine\": \"peer 1.2\", \"rows\": 4, \"correct\": 2}").statusCode(409).body("code",
                equalTo("request-conflict"));
        String other = wanted("other", null, null);
        for (String[] bad : new String[][]{ { "{\"engine\": \"peer\"}", "says nothing" },
                { "{\"engine\": \"peer\", \"correct\": 3}", "of none told" },
                { "{\"engine\": \"peer\", \"correct\": 3, \"rows\": 2}", "3 rows are right of 2" },
                { "{\"engine\": \"peer\", \"correct\": 3, \"correctRows\": \"11\"}", "correctRows says 2" },
                { "{\"engine\": \"peer\", \"rows\": 5, \"correct\": 3}", "first 4 rows" },
                { "{\"engine\": \"peer\", \"metrics\": [{\"name\": \"a\", \"value\": 1}, {\"name\": \"a\", \"value\": 2}]}",
                        "stands twice" },
                { "{\"rows\": 4, \"correct\": 3}", "engine" }, { "{\"engine\": \"peer\", \"correctRows\": \"12\"}",
                        "correctRows" } }) {
            post(other, bad[0]).statusCode(400).body("detail", containsString(bad[1]));
        }
        post("9".repeat(64), "{\"engine\": \"peer\", \"rows\": 4, \"correct\": 2}").statusCode(404).body("code",
                equalTo("evaluation-unknown"));
        assertThat(evaluations.evaluation(Named.evaluation(other)).orElseThrow().status())
                .isEqualTo(EvaluationStatus.REQUESTED);
        assertThat(told(id)).hasSize(1);
    }

    @Test
    void aMixtureIsHeldAgainstWhatTheSameEngineMeasuredOfTheSameRows() {
        // Given: one that failed here, and two mixtures' that wait
        publishAll("pfeiffer", List.of("nli"));
        String alone = wanted("alone", null, null);
        QuarkusTransaction.requiringNew().run(
                () -> ledger.failed(Named.evaluation(alone),
                        new Failure("evaluation-unsupported", "no such model", java.util.Map.of()),
                        Instant.now()));
        String mixed = wanted("mixed", "a".repeat(64), alone);
        String strange = wanted("strange", "b".repeat(64), alone);
        String shorter = wanted("shorter", "c".repeat(64), alone);

        // When
        send(mixed, "peer 1", 4, 2);
        send(strange, "peer 2", 4, 2);
        send(shorter, "peer 1", 3, 2);
        send(alone, "peer 1", 4, 3);

        // Then
        assertThat(awaitMeasured(alone).errorCode()).isNull();
        assertThat(awaitMeasured(mixed).drop()).isEqualTo(0.25);
        assertThat(awaitMeasured(strange).drop()).isNull();
        assertThat(awaitMeasured(shorter).drop()).isNull();
        given().get(path(strange) + "/rows").then().statusCode(404).body("code", equalTo("evaluation-rows-missing"))
                .body("detail", containsString("refresh"));
        given().get(path(strange)).then().body("aloneAccuracy", nullValue()).body("accuracy", equalTo(0.5f));
        await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(told(mixed)).last().satisfies(event -> assertThat(event.drop()).isEqualTo(0.25)));
    }

    @Test
    void aResultOfNothingThatWasAskedForIsADeadLetter() {
        // Given
        publishAll("pfeiffer", List.of("nli"));

        // When
        send("8".repeat(64), "peer 1", 4, 2);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(wire
                .records(Topics.deadLetter(Topics.EVALUATION_MEASURED)).stream().map(Wire::headers)
                .filter(headers -> space.equals(headers.get("ce_source")))
                .map(headers -> headers.getOrDefault("x-error-code", ""))).containsExactly("evaluation-unknown"));
        given().get("/api/v1/dead-letters").then().statusCode(200).body("items.topic",
                hasItem("shaker.evaluation-measured"));
    }

    /** By the statement of the migration itself. */
    @ParameterizedTest
    @ValueSource(strings = { "1", "1101", "00000001", "000000011", "1111111111111111", "10110011101010011" })
    void theDigitsOfFormerVersionsBecomeBits(String digits) throws IOException, SQLException {
        String migration = Files.readString(Path.of("src/main/resources/db/migration/V92__evaluation_rows.sql"));
        String bits = migration.substring(migration.indexOf("(\n"), migration.indexOf("where correct_rows"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement
                        .executeQuery("select " + bits + " from (values ('" + digits + "')) as old (correct_rows)")) {
            assertThat(row.next()).isTrue();
            assertThat(RowOutcomes.ofBytes(digits.length(), row.getBytes(1)).digits()).isEqualTo(digits);
        }
    }

    /** An evaluation of four rows that was asked for and that no evaluator of Shaker hears of. */
    private String wanted(String name, @Nullable String mixture, @Nullable String alone) {
        RegisteredAdapter nli = adapters.current(Named.space(space)).getFirst();
        String id = new Sha256().update(space).update(name).hex();
        QuarkusTransaction.requiringNew()
                .run(() -> ledger.request(new EvaluationRequested(id, space, mixture, nli.id().hex(), "nli", "test", 4),
                        alone == null ? null : Named.evaluation(alone), false, Instant.now()));
        return id;
    }

    private void send(String id, String engine, int rows, int correct) {
        wire.send(new Envelope<>(UUID.randomUUID().toString(), space, Instant.now(),
                new EvaluationMeasured(id, space, engine, rows, correct, null, List.of(), null, null)));
    }

    private String path(String id) {
        return "/api/v1/spaces/" + space + "/evaluations/" + id;
    }

    private ValidatableResponse post(String id, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path(id) + "/result").then();
    }

    private EvaluationView awaitMeasured(String id) {
        return await().atMost(PATIENCE).until(() -> evaluations.evaluation(Named.evaluation(id)).orElseThrow(),
                view -> view.status() == EvaluationStatus.COMPLETED);
    }

    private List<AccuracyMeasured> told(String id) {
        return wire.events(AccuracyMeasured.class).stream().filter(event -> event.evaluationId().equals(id)).toList();
    }
}
