package dev.shaker.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.event.AdapterRejected;
import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.EventData;
import dev.shaker.event.MixtureFailed;
import dev.shaker.event.MixtureReady;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.SweepRequested;
import dev.shaker.event.Topics;
import dev.shaker.event.TrainCompleted;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.stack.StackResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Over Kafka, a source and id that come again with other content are answered, and what they stand for stays. */
@QuarkusTest
@WithTestResource(StackResource.class)
class EventConflictTest extends PipelineFixture {
    @Inject
    MeterRegistry meters;
    @Inject
    MixtureLedger ledger;

    private final String id = UUID.randomUUID().toString();

    EventConflictTest() {
        super(Topics.ADAPTER_REJECTED, Topics.MIXTURE_FAILED, Topics.MIXTURE_READY,
                Topics.deadLetter(Topics.SWEEP_REQUEST), Topics.deadLetter(Topics.EVALUATION_REQUEST));
    }

    @Test
    void anAnnouncementOfSomethingElseIsRejectedAndTheFirstStays() {
        // Given
        Envelope<TrainCompleted> first = event(sample.announcement(space, "pfeiffer", "nli").data());
        Envelope<TrainCompleted> other = event(sample.announcement(space, "pfeiffer", "posts").data());
        register(first);
        double before = rejected("registration");

        // When
        wire.send(other);
        wire.send(other);
        wire.send(first);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(rejected("registration")).isEqualTo(before + 2));
        register(sample.announcement(space, "pfeiffer", "reviews"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(AdapterRejected.class)).singleElement()
                .satisfies(event -> {
                    assertThat(event.error().code()).isEqualTo("request-conflict");
                    assertThat(event.causeId()).isEqualTo(id);
                    assertThat(event.domain()).isEqualTo("posts");
                }));
        Announcement outcome = awaitOutcome(first);
        assertThat(outcome.outcome()).isEqualTo(Outcome.REGISTERED);
        assertThat(outcome.domain()).isEqualTo("nli");
        assertThat(adapters.current(Named.space(space))).extracting(one -> one.domain().name()).containsExactly("nli",
                "reviews");

        // And a withdrawal, of which the same holds
        awaitOutcome(event(new AdapterWithdrawn(space, "nli", null, null), "/withdrawals"));
        event(new AdapterWithdrawn(space, "reviews", null, null), "/withdrawals");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(AdapterRejected.class)).hasSize(2)
                .allMatch(event -> event.error().code().equals("request-conflict")));
        assertThat(adapters.current(Named.space(space))).extracting(one -> one.domain().name())
                .containsExactly("reviews");
    }

    @Test
    void aRequestForAnotherMixtureFailsAndTheFirstStays() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts"));
        wire.send(event(mixture("first-" + id, List.of("nli", "posts"))));
        awaitMixture("first-" + id);

        // When
        wire.send(event(mixture("other-" + id, List.of("posts", "nli"))));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(MixtureFailed.class)).singleElement()
                .satisfies(event -> {
                    assertThat(event.requestId()).isEqualTo("other-" + id);
                    assertThat(event.error().code()).isEqualTo("request-conflict");
                }));
        assertThat(events(MixtureReady.class)).extracting(MixtureReady::requestId).containsExactly("first-" + id);
        assertThat(mixtures.byRequest("other-" + id)).isEqualTo(Optional.empty());
    }

    /** As two partitions leave it: both events have opened their requests before the first is done. */
    @Test
    void aRequestThatWasOpenedBesideTheFirstOneFails() {
        // Given
        publishAll("pfeiffer", List.of("nli", "posts"));
        MixtureRequested other = mixture("other-" + id, List.of("posts", "nli"));
        MixtureRequested elsewhere = mixture("elsewhere-" + id, List.of("nli", "posts"));
        QuarkusTransaction.requiringNew().run(() -> {
            ledger.open(other, Instant.now());
            ledger.open(elsewhere, Instant.now());
        });
        wire.send(event(mixture("first-" + id, List.of("nli", "posts"))));
        awaitMixture("first-" + id);

        // When
        wire.send(event(other));
        wire.send(event(mixture("elsewhere-" + id, List.of("posts", "nli"))));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(MixtureFailed.class)).hasSize(2)
                .allMatch(event -> event.error().code().equals("request-conflict")));
        assertThat(mixtures.byRequest("other-" + id).orElseThrow().status()).isEqualTo(MixtureStatus.FAILED);
        assertThat(mixtures.byRequest("elsewhere-" + id).orElseThrow().status()).isEqualTo(MixtureStatus.REQUESTED);
    }

    @Test
    void whatNoEventTellsOfIsADeadLetter() {
        // Given
        publishAll("pfeiffer", List.of("nli"));
        wire.send(event(sweep("first-" + id)));
        await().atMost(PATIENCE).until(() -> sweeps.sweep("first-" + id), Optional::isPresent);
        EvaluationRequested evaluation = new EvaluationRequested("0".repeat(64), space, null, "1".repeat(64), "nli",
                "test", null);
        wire.send(event(evaluation));
        double before = rejected("evaluation");
        await().atMost(PATIENCE).until(() -> evaluations.evaluation(Named.evaluation(evaluation.evaluationId())),
                Optional::isPresent);

        // When
        wire.send(event(sweep("other-" + id)));
        wire.send(event(new EvaluationRequested("0".repeat(64), space, null, "2".repeat(64), "nli", "test", null)));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(letters(Topics.SWEEP_REQUEST)).containsExactly("request-conflict");
            assertThat(letters(Topics.EVALUATION_REQUEST)).containsExactly("request-conflict");
        });
        assertThat(rejected("evaluation")).isGreaterThan(before);
        assertThat(sweeps.sweep("other-" + id)).isEmpty();
    }

    private List<String> letters(String topic) {
        return wire.records(Topics.deadLetter(topic)).stream()
                .filter(record -> id.equals(Wire.headers(record).get("ce_id"))).map(EventConflictTest::code).toList();
    }

    private static String code(ConsumerRecord<String, byte[]> record) {
        return Wire.headers(record).getOrDefault("x-error-code", "");
    }

    private <T extends EventData> Envelope<T> event(T data) {
        return new Envelope<>(id, "/tests", Instant.now(), data);
    }

    private <T extends EventData> Envelope<T> event(T data, String source) {
        Envelope<T> event = new Envelope<>(id, source, Instant.now(), data);
        wire.send(event);
        return event;
    }

    private MixtureRequested mixture(String request, List<String> members) {
        return new MixtureRequested(request, space, explicit(members, null), null, null,
                new MixtureRequested.Evaluate(List.of(), 10, true, null, List.of()));
    }

    private SweepRequested sweep(String sweep) {
        return new SweepRequested(sweep, space, List.of(), List.of(), null, null, List.of(), 10, null);
    }

    private double rejected(String consumer) {
        return meters.find("shaker.events").tag("consumer", consumer).tag("outcome", "rejected").counters().stream()
                .mapToDouble(Counter::count).sum();
    }

    private <T extends EventData> List<T> events(Class<T> type) {
        return wire.events(type).stream().filter(event -> space.equals(event.key())).toList();
    }
}
