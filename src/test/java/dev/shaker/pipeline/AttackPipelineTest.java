package dev.shaker.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.evaluation.MeasuredRows;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.event.AccuracyMeasured;
import dev.shaker.event.AttackRequested;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.Topics;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;
import dev.shaker.tensor.FileByteSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Attacks from the request to the last event, on the real broker, database, store and PyTorch. */
@QuarkusTest
@WithTestResource(StackResource.class)
class AttackPipelineTest extends PipelineFixture {
    private static final List<String> TWO = List.of("films", "reviews");
    private static final int ROWS = 40;

    @Inject
    Evaluator evaluator;

    AttackPipelineTest() {
        super(Topics.ACCURACY);
    }

    @BeforeEach
    void publishTwo() {
        publishAll("pfeiffer", TWO);
    }

    @Test
    void aMixtureIsMeasuredAsItIsAndUnderEachAttackAloneAndMixed() {
        // When
        String attacks = "[{\"name\": \"fgsm\", \"epsilon\": 0.01}, {\"name\": \"textfooler\", \"candidates\": 10}]";
        MixtureView mixture = mix(attacks);
        String id = mixture.id().hex();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(evaluations.ofMixture(Named.mixture(id))).hasSize(6)
                .allMatch(view -> view.status() == EvaluationStatus.COMPLETED && view.aloneCorrect() != null));

        // Then
        for (EvaluationView view : evaluations.ofMixture(Named.mixture(id))) {
            EvaluationResult clean = evaluate(TWO, view.domain().name(), new Attack.None());
            assertThat(view.correct()).isEqualTo(clean.correct());
            assertThat(view.rows()).isEqualTo(ROWS);
            MeasuredRows rows = evaluations.rows(view.id()).orElseThrow();
            assertThat(rows.plain()).isEqualTo(clean.outcomes());
            EvaluationView.UnderAttack measured = view.underAttack();
            assertThat(rows.underAttack().isPresent()).isEqualTo(measured != null);
            if (measured == null) {
                continue;
            }
            var mixed = evaluate(TWO, view.domain().name(), measured.attack()).attack().orElseThrow();
            var alone = evaluate(List.of(view.domain().name()), view.domain().name(), measured.attack()).attack()
                    .orElseThrow();
            assertThat(measured.correct()).as(view.toString()).isEqualTo(mixed.correct()).isLessThan(clean.correct());
            assertThat(measured.aloneCorrect()).isEqualTo(alone.correct());
            assertThat(rows.underAttack()).contains(mixed.outcomes());
            assertThat(view.dropUnderAttack()).isEqualTo((alone.correct() - mixed.correct()) / (double) ROWS);
            if (measured.attack() instanceof Attack.TextFooler fooler) {
                assertThat(fooler.candidates()).isEqualTo(10);
                assertThat(measured.effort()).isEqualTo(mixed.effort());
                assertThat(measured.examples()).isNotEmpty()
                        .isEqualTo(mixed.adversaries().stream().limit(20).toList());
            }
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told().values())
                .hasSize(12).filteredOn(event -> event.mixtureId() != null)
                .allMatch(event -> event.drop() != null)
                .filteredOn(event -> event.underAttack() != null).hasSize(4)
                .allMatch(event -> event.underAttack().drop() != null && event.underAttack().correct() != null));
        // The same request again is no work.
        mix(attacks);
        assertThat(evaluations.ofMixture(Named.mixture(id))).hasSize(6);
    }

    @Test
    void aSingleEvaluationTakesWordVectorsFromTheStoreAndShowsRowsThatFool() throws IOException {
        // Given
        String location = store.locate("test/words/" + space + "/");
        try (OutputStream out = store.sink(location).create("vectors.txt")) {
            out.write("charming 1 0\nboring 1 0.01\n".getBytes(StandardCharsets.UTF_8));
        }

        // When
        String id = given().contentType(ContentType.JSON).body("""
                {"space": "%s", "domain": "reviews", "rowLimit": 300, "attack": {"name": "textfooler",
                 "similarity": 0.5, "wordVectors": "%svectors.txt", "encoder": "%s"}}"""
                .formatted(space, location, store.locate("test/base/")))
                .post("/api/v1/spaces/" + space + "/evaluations").then()
                .statusCode(202).extract().path("evaluationId");

        // Then
        JsonPath shown = await().atMost(PATIENCE).until(
                () -> given().get("/api/v1/spaces/" + space + "/evaluations/" + id).then().statusCode(200).extract()
                        .jsonPath(),
                json -> !json.getString("status").equals("requested"));
        assertThat(shown.getString("status")).as(shown.prettify()).isEqualTo("completed");
        assertThat(shown.getString("underAttack.attack.name")).isEqualTo("textfooler");
        assertThat(shown.getDouble("underAttack.attack.cosine")).isEqualTo(0.8);
        assertThat(shown.getInt("underAttack.correct")).isLessThan(shown.getInt("correct"));
        assertThat(shown.getInt("underAttack.wordsChanged")).isPositive();
        assertThat(shown.getString("underAttack.examples[0].changed.textA")).containsAnyOf("charming", "boring");
        JsonPath listed = given().get("/api/v1/spaces/" + space + "/evaluations").then().statusCode(200).extract()
                .jsonPath();
        assertThat(listed.getInt("items[0].underAttack.correct")).isEqualTo(shown.getInt("underAttack.correct"));
        assertThat(listed.getList("items[0].underAttack.examples")).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "'{\"name\": \"pgd\"}',fgsm or textfooler", "'{\"name\": \"fgsm\", \"epsilon\": 0}',epsilon",
            "'{\"name\": \"fgsm\", \"similarity\": 0.9}',it has epsilon",
            "'{\"name\": \"textfooler\", \"similarity\": 1.5}',similarity" })
    void anImpossibleAttackIsRefusedAtTheDoorAndFailsOverKafkaAndNamesTheField(String attack, String named)
            throws IOException {
        // When
        JsonPath refused = given().contentType(ContentType.JSON).body(body("[" + attack + "]"))
                .post("/api/v1/spaces/" + space + "/mixtures").then().statusCode(400).extract().jsonPath();
        MixtureRequested request = new MixtureRequested(UUID.randomUUID().toString(), space,
                explicit(TWO, null), null, null,
                new MixtureRequested.Evaluate(List.of(), ROWS, null, null,
                        List.of(Json.mapper().readValue(attack, AttackRequested.class))));
        MixtureView failed = awaitMixture(request);

        // Then
        assertThat(refused.getString("code")).isEqualTo("request-invalid");
        assertThat(refused.getString("detail")).contains(named);
        assertThat(failed.status()).isEqualTo(MixtureStatus.FAILED);
        assertThat(failed.errorCode()).isEqualTo("request-invalid");
        assertThat(failed.errorMessage()).contains(named);
    }

    private MixtureView mix(String attacks) {
        String request = given().contentType(ContentType.JSON).body(body(attacks))
                .post("/api/v1/spaces/" + space + "/mixtures").then().statusCode(202).extract().path("requestId");
        return awaitMixture(request);
    }

    private static String body(String attacks) {
        return """
                {"select": {"strategy": "explicit", "members": ["films", "reviews"]},
                 "evaluate": {"rowLimit": %d, "attacks": %s}}""".formatted(ROWS, attacks);
    }

    /** The last event of each evaluation of this test. */
    private Map<String, AccuracyMeasured> told() {
        Map<String, AccuracyMeasured> last = new HashMap<>();
        wire.events(AccuracyMeasured.class).stream().filter(event -> event.space().equals(space))
                .forEach(event -> last.put(event.evaluationId(), event));
        return last;
    }

    /** The same evaluation without the pipeline: members averaged in memory, files from the disk. */
    private EvaluationResult evaluate(List<String> members, String domain, Attack attack) {
        List<EvaluationJob.Member> opened = new ArrayList<>();
        for (String member : members) {
            opened.add(new EvaluationJob.Member("pfeiffer-" + member, adapter(member)));
        }
        Path rows = SampleSpace.ROOT.resolve("domains").resolve(domain).resolve("test.tsv");
        return evaluator.evaluate(new EvaluationJob(
                new EvaluationJob.BaseSource("local", new LocalFiles(SampleSpace.ROOT.resolve("base"))), opened,
                adapter(domain).head().orElseThrow(),
                new EvaluationJob.Split(rows.toString(), new FileByteSource(rows), RowFormat.TSV,
                        new LabelNames(sample.labels(domain)), 0),
                new EvaluationJob.Limits(64, 64, ROWS, 0)).under(attack));
    }

    private static Adapter adapter(String domain) {
        return AdapterReader.open(new LocalFiles(SampleSpace.ROOT.resolve("pfeiffer").resolve(domain)));
    }
}
