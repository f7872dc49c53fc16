package dev.shaker.pipeline;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.TextNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.event.AccuracyMeasured;
import dev.shaker.event.Envelope;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.MixtureRequested.Merge;
import dev.shaker.event.TrainCompleted;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;
import dev.shaker.tensor.FileByteSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is measured is what is named: with the artefact's head, the labels told, the bytes that were registered. */
@QuarkusTest
@WithTestResource(StackResource.class)
class EvaluationInputPipelineTest extends PipelineFixture {
    private static final List<String> TWO = List.of("films", "reviews");

    @Inject
    Evaluator evaluator;

    EvaluationInputPipelineTest() {
        super("shaker.accuracy");
    }

    @Test
    void aMixtureWithAveragedHeadsIsMeasuredWithThem() {
        // Given
        publishAll("pfeiffer", TWO);

        // When
        MixtureView mixture = mix(new Merge("mean", Map.of(), Map.of("heads", new TextNode("mean"))), null, null);

        // Then
        for (String domain : TWO) {
            assertThat(measured(mixture, domain).correct()).as(domain).isEqualTo(correct(mixture, domain));
        }
    }

    @Test
    void anOldMixtureKeepsTheHeadThatItWasMadeWith() {
        // Given
        publishAll("pfeiffer", TWO);
        MixtureView mixture = mix(new Merge("mean", Map.of(), Map.of()), null, null);
        int before = correct(mixture, "films");

        // When: the domain is trained again, as another one's adapter with its labels' head
        Envelope<TrainCompleted> again = sample.announcement(space, "pfeiffer", "reviews");
        register(new Envelope<>(UUID.randomUUID().toString(), "/tests", java.time.Instant.now(),
                renamed(again.data(), "films")));
        String id = given().contentType(ContentType.JSON)
                .body(Map.of("space", space, "domain", "films", "mixtureId", String.valueOf(mixture.id()), "refresh",
                        true))
                .post("/api/v1/spaces/" + space + "/evaluations").then().statusCode(202).extract().path("evaluationId");

        // Then
        EvaluationView measured = awaitMeasured(id);
        assertThat(measured.adapterId()).isEqualTo(mixture.members().get(0).adapterId());
        assertThat(measured.correct()).isEqualTo(before);
    }

    @Test
    void labelsThatAreCorrectedAreMeasuredAnew() {
        // Given rows that say their labels by name, and a library whose heads do not name their outputs
        Envelope<TrainCompleted> sent = sample.announcement(space, "lora", "reviews");
        List<String> labels = sent.data().domain().labels();
        String rows = sample.upload(SampleSpace.ROOT.resolve("domains/reviews"), "test/named/" + space + "/",
                bytes -> new String(bytes, StandardCharsets.UTF_8).replaceAll("(?m)^0\\t", labels.get(0) + "\t")
                        .replaceAll("(?m)^1\\t", labels.get(1) + "\t").getBytes(StandardCharsets.UTF_8));
        Envelope<TrainCompleted> right = new Envelope<>(sent.id(), sent.source(), sent.time(),
                withRows(sent.data(), rows + "test.tsv"));
        register(new Envelope<>(UUID.randomUUID().toString(), "/tests", right.time().minusSeconds(60),
                labelled(right.data(), right.data().domain().labels().reversed())));
        register(sample.announcement(space, "lora", "films"));
        EvaluationView wrong = measured(mix(new Merge("mean", Map.of(), Map.of()), null, null), "reviews");

        // When
        wire.send(right);
        await().atMost(PATIENCE).until(() -> adapters.announcement(right.source(), right.id()), Optional::isPresent);
        EvaluationView mended = measured(mix(new Merge("mean", Map.of(), Map.of()), null, null), "reviews");

        // Then
        assertThat(mended.id()).isNotEqualTo(wrong.id());
        assertThat(wrong.correct() + mended.correct()).isEqualTo(mended.rows());
    }

    @Test
    void rowsThatWereOverwrittenAreNotMeasuredUnderTheirOldName() {
        // Given: rows of this test alone
        Envelope<TrainCompleted> event = sample.announcement(space, "pfeiffer", "reviews");
        String rows = sample.upload(SampleSpace.ROOT.resolve("domains/reviews"), "test/own/" + space + "/",
                bytes -> bytes);
        register(new Envelope<>(event.id(), event.source(), event.time(), withRows(event.data(), rows + "test.tsv")));
        register("films");
        sample.upload(SampleSpace.ROOT.resolve("domains/reviews"), "test/own/" + space + "/",
                bytes -> (new String(bytes, StandardCharsets.UTF_8) + "0\tone more\t\n")
                        .getBytes(StandardCharsets.UTF_8));

        // When
        MixtureView mixture = mix(new Merge("mean", Map.of(), Map.of()), null, null);

        // Then
        EvaluationView failed = measured(mixture, "reviews");
        assertThat(failed.status()).isEqualTo(EvaluationStatus.FAILED);
        assertThat(failed.errorCode()).isEqualTo("data-changed");
        assertThat(failed.errorMessage()).contains(rows + "test.tsv").contains("expected SHA-256").contains("announce");
        assertThat(measured(mixture, "films").status()).isEqualTo(EvaluationStatus.COMPLETED);
    }

    @Test
    void rowsThatCannotBeReadAreLeftOutWhereTheirProducerAllowsThem() {
        // Given
        String rows = sample.upload(SampleSpace.ROOT.resolve("domains/reviews"), "test/own/" + space + "/",
                bytes -> (new String(bytes, StandardCharsets.UTF_8) + "no-label\tbroken\t\n7\tbroken\t\n")
                        .getBytes(StandardCharsets.UTF_8))
                + "test.tsv";
        register("films");

        for (Integer allowed : new Integer[]{ null, 2 }) {
            // When: the same adapter, announced again
            announced(announcement("reviews", new TrainCompleted.Data(rows, "TSV", allowed)));
            MixtureView mixture = mix(new Merge("mean", Map.of(), Map.of()), null, allowed != null);

            // Then
            EvaluationView measured = measured(mixture, "reviews");
            if (allowed == null) {
                assertThat(measured.errorCode()).isEqualTo("data-row-invalid");
                assertThat(measured.errorMessage()).contains(rows);
            } else {
                assertThat(measured.status()).isEqualTo(EvaluationStatus.COMPLETED);
                assertThat(measured.rows()).isEqualTo(300);
                assertThat(measured.correct()).isEqualTo(correct(mixture, "reviews"));
            }
        }
    }

    @Test
    void whatNoEvaluationCouldReadIsRefusedAtTheDoor() {
        Envelope<TrainCompleted> event = announcement("reviews", new TrainCompleted.Data(
                sample.announcement(space, "pfeiffer", "reviews").data().domain().test().location(), "parquet"));
        Announcement announced = announced(event);
        assertThat(announced.code()).isEqualTo("data-file-invalid");
        assertThat(announced.message()).contains("parquet").contains("use tsv, csv or jsonl");
    }

    private Announcement announced(Envelope<TrainCompleted> event) {
        wire.send(event);
        return await().atMost(PATIENCE)
                .until(() -> adapters.announcement(event.source(), event.id()), Optional::isPresent).orElseThrow();
    }

    private Envelope<TrainCompleted> announcement(String domain, TrainCompleted.Data test) {
        Envelope<TrainCompleted> event = sample.announcement(space, "pfeiffer", domain);
        TrainCompleted data = event.data();
        TrainCompleted.Domain old = data.domain();
        return new Envelope<>(event.id(), event.source(), event.time(), new TrainCompleted(data.space(),
                new TrainCompleted.Domain(old.name(), old.labels(), test, old.maxLength(), old.train()),
                data.adapter(), data.baseModel(), data.initSeed(), data.trainingRun(), data.metrics()));
    }

    @Test
    void aRequestIsAnsweredByTheEvaluationsItAskedForAndRefreshMeasuresThemAnew() {
        // Given
        publishAll("pfeiffer", TWO);

        // When
        MixtureView some = mix(new Merge("mean", Map.of(), Map.of()), 30, null);
        MixtureView all = mix(new Merge("mean", Map.of(), Map.of()), null, null);
        TWO.forEach(domain -> measured(some, domain));
        TWO.forEach(domain -> measured(all, domain));
        long told = told();
        MixtureView again = mix(new Merge("mean", Map.of(), Map.of()), 30, true);

        // Then
        assertThat(all.id()).isEqualTo(some.id()).isEqualTo(again.id());
        assertThat(some.evaluations()).hasSize(2).doesNotContainAnyElementsOf(all.evaluations())
                .isEqualTo(again.evaluations());
        assertThat(measured(some, "films").rows()).isEqualTo(30);
        assertThat(measured(some, "films").aloneCorrect()).isLessThanOrEqualTo(30);
        await().atMost(PATIENCE).until(() -> told() >= told + 4);
        assertThat(measured(again, "films").rows()).isEqualTo(30);
    }

    private long told() {
        return wire.events(AccuracyMeasured.class).stream().filter(event -> event.space().equals(space)).count();
    }

    private void register(String domain) {
        register(sample.announcement(space, "pfeiffer", domain));
    }

    private MixtureView mix(Merge merge, @Nullable Integer rows, @Nullable Boolean refresh) {
        MixtureView mixture = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                explicit(TWO, null), null, merge,
                new MixtureRequested.Evaluate(List.of(), rows, null, refresh, List.of())));
        assertThat(mixture.errorMessage()).isNull();
        return mixture;
    }

    /** The evaluation of that domain that answers the request. */
    private EvaluationView measured(MixtureView mixture, String domain) {
        return mixture.evaluations().stream().map(id -> awaitMeasured(id.hex()))
                .filter(view -> view.domain().name().equals(domain))
                .findFirst().orElseThrow();
    }

    private EvaluationView awaitMeasured(String id) {
        return await().atMost(PATIENCE).until(() -> evaluations.evaluation(Named.evaluation(id)),
                view -> view.isPresent() && view.get().status() != EvaluationStatus.REQUESTED).orElseThrow();
    }

    /** Rows right by the artefact itself, without the pipeline. */
    private int correct(MixtureView mixture, String domain) {
        String recipe = String.valueOf(mixture.recipe());
        FileSet files = store.open(recipe.substring(0, recipe.lastIndexOf('/') + 1));
        var artefact = MixtureFiles.open(files, Named.domain(domain));
        Path rows = SampleSpace.ROOT.resolve("domains").resolve(domain).resolve("test.tsv");
        return evaluator.evaluate(new EvaluationJob(
                new EvaluationJob.BaseSource("local", new LocalFiles(SampleSpace.ROOT.resolve("base"))),
                List.of(new EvaluationJob.Member("artefact-" + mixture.id(), artefact)),
                artefact.head().orElseThrow(),
                new EvaluationJob.Split(rows.toString(), new FileByteSource(rows), RowFormat.TSV,
                        new LabelNames(sample.labels(domain)), 0),
                new EvaluationJob.Limits(64, 64, Integer.MAX_VALUE, 0))).correct();
    }

    private static TrainCompleted renamed(TrainCompleted data, String domain) {
        TrainCompleted.Domain old = data.domain();
        return new TrainCompleted(data.space(),
                new TrainCompleted.Domain(domain, old.labels(), old.test(), old.maxLength(), old.train()),
                data.adapter(), data.baseModel(), data.initSeed(), data.trainingRun(), data.metrics());
    }

    private static TrainCompleted labelled(TrainCompleted data, List<String> labels) {
        TrainCompleted.Domain old = data.domain();
        return new TrainCompleted(data.space(),
                new TrainCompleted.Domain(old.name(), labels, old.test(), old.maxLength(), old.train()),
                data.adapter(), data.baseModel(), data.initSeed(), data.trainingRun(), data.metrics());
    }

    private static TrainCompleted withRows(TrainCompleted data, String location) {
        TrainCompleted.Domain old = data.domain();
        return new TrainCompleted(data.space(),
                new TrainCompleted.Domain(old.name(), old.labels(), new TrainCompleted.Data(location, null),
                        old.maxLength(), old.train()),
                data.adapter(), data.baseModel(), data.initSeed(), data.trainingRun(), data.metrics());
    }
}
