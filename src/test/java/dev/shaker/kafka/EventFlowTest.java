package dev.shaker.kafka;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.AdapterRejected;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventMessage;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureFailed;
import dev.shaker.event.VerdictReached;
import dev.shaker.outbound.Receiver;
import dev.shaker.outbound.SomeVerdict;
import dev.shaker.pipeline.Attempts;
import dev.shaker.pipeline.DeadLetterReplay;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.OutboxQueue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Events from the wire to the wire, over the real broker and the real database. */
@QuarkusTest
@TestProfile(ProbeProfile.class)
class EventFlowTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final long LAST = 999;
    private static final java.util.Map<String, String> STRUCTURED = java.util.Map.of("content-type",
            "application/cloudevents+json; charset=UTF-8");
    private static final String TRAIN_COMPLETED = "dev.shaker.train-completed.v1";

    @Inject
    Probe probe;
    @Inject
    Outbox outbox;
    @Inject
    EffectOnce once;
    @Inject
    OutboxQueue queue;
    @Inject
    DeadLetterReplay replay;
    @Inject
    Attempts attempts;
    @Inject
    TopicCheck topics;
    @Inject
    jakarta.persistence.EntityManager entities;

    private final String space = Wire.unique("space");
    private final String id = Wire.unique("event");
    private Wire wire;

    @BeforeEach
    void connect() {
        wire = new Wire();
    }

    @AfterEach
    void disconnect() {
        wire.close();
    }

    @Test
    void theSameEventThreeTimesHasOneEffectAndOneOutgoingEvent() {
        // When
        for (int i = 0; i < 3; i++) {
            wire.trainCompleted(id, space, 7);
        }
        afterwards();

        // Then
        assertThat(probe.effects).containsOnlyOnce(id);
        assertThat(probe.attempts).containsEntry(id, 3);
        assertThat(wire.withKey("shaker.fsd-updated", space)).hasSize(2);
        assertThat(generations()).containsExactly(7L, LAST);
    }

    @Test
    void theSameIdOfAnotherSourceIsAnotherEvent() {
        // When
        wire.trainCompleted(id, space, 1);
        var headers = new java.util.HashMap<>(Wire.headers(id, TRAIN_COMPLETED));
        headers.put("ce_source", "/elsewhere");
        wire.send("shaker.train-completed", space, headers, Wire.trainCompleted(space, 2).getBytes(UTF_8));
        afterwards();

        // Then
        assertThat(generations()).containsExactly(1L, 2L, LAST);
    }

    @Test
    void brokenJsonIsKeptByteForByteAndThePipelineGoesOn() {
        // Given
        byte[] broken = { '{', '"', 's', (byte) 0xff, 0, '\n', '}' };

        // When
        wire.send("shaker.train-completed", space, Wire.headers(id, TRAIN_COMPLETED), broken);
        afterwards();

        // Then
        List<ConsumerRecord<byte[], byte[]>> letters = wire.withKey("shaker.train-completed.dlq", space);
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).value()).isEqualTo(broken);
        assertThat(Headers.of(letters.get(0))).containsAllEntriesOf(Wire.headers(id, TRAIN_COMPLETED))
                .containsEntry("x-error-code", "event-malformed")
                .containsEntry("x-original-topic", "shaker.train-completed").containsKey("x-original-offset");
        assertThat(Headers.of(letters.get(0)).get("x-error-message")).contains("line 1, column");
        assertThat(rejections()).singleElement().satisfies(rejected -> {
            assertThat(rejected.causeId()).isEqualTo(id);
            assertThat(rejected.error().code()).isEqualTo("event-malformed");
        });
    }

    @Test
    void anIdThatIsNotUtf8IsRefusedByNameAndTracesOwnHeadersAreNot() {
        // Given
        byte[] latin1 = { 'z', (byte) 0xfc };
        var bad = new ProducerRecord<>("shaker.train-completed", space.getBytes(UTF_8),
                Wire.trainCompleted(space, 1).getBytes(UTF_8));
        Wire.headers("replaced", TRAIN_COMPLETED).forEach((name, value) -> bad.headers().add(name,
                name.equals("ce_id") ? latin1 : value.getBytes(UTF_8)));
        var good = new ProducerRecord<>("shaker.train-completed", space.getBytes(UTF_8),
                Wire.trainCompleted(space, 2).getBytes(UTF_8));
        Wire.headers(id, TRAIN_COMPLETED).forEach((name, value) -> good.headers().add(name, value.getBytes(UTF_8)));
        good.headers().add("trace", latin1);

        // When
        wire.send(bad);
        wire.send(good);
        afterwards();

        // Then
        assertThat(generations()).containsExactly(2L, LAST);
        assertThat(wire.withKey("shaker.train-completed.dlq", space)).singleElement().satisfies(letter -> {
            assertThat(Headers.one(letter, "x-error-code")).contains("event-malformed");
            assertThat(Headers.one(letter, "x-error-message").orElseThrow()).contains("header ce_id");
            assertThat(letter.headers().lastHeader("ce_id").value()).isEqualTo(latin1);
        });
        assertThat(rejections()).singleElement()
                .satisfies(rejected -> assertThat(rejected.causeId()).startsWith("shaker.train-completed/"));
    }

    @Test
    void anUnknownTypeIsADeadLetterThatNamesTheKnownOnes() {
        // When
        wire.send("shaker.train-completed", space, Wire.headers(id, "dev.shaker.train-complete.v1"),
                Wire.trainCompleted(space, 1).getBytes(UTF_8));
        afterwards();

        // Then
        List<ConsumerRecord<byte[], byte[]>> letters = wire.withKey("shaker.train-completed.dlq", space);
        assertThat(letters).hasSize(1);
        assertThat(Headers.of(letters.get(0))).containsEntry("x-error-code", "event-type-unknown");
        assertThat(Headers.of(letters.get(0)).get("x-error-message")).contains(TRAIN_COMPLETED);
        assertThat(generations()).containsExactly(LAST);
    }

    /** The connector reads structured CloudEvents itself unless told otherwise, and ends the channel for good at a bad one. */
    @ParameterizedTest
    @ValueSource(strings = { "{\"specversion\": \"1.0\", \"type\": 7, \"id\": [], \"source\": {}, \"data\": 1}",
            "{\"specversion\": \"1.0\"", "[]", "3", "null", "\"text\"", "",
            "{\"specversion\": \"0.3\", \"time\": \"yesterday\"}" })
    void aBadStructuredEventIsADeadLetterAndTheChannelGoesOn(String body) {
        // When
        wire.send("shaker.train-completed", space, STRUCTURED, body.getBytes(UTF_8));
        afterwards();

        // Then
        assertThat(wire.withKey("shaker.train-completed.dlq", space)).hasSize(1);
        assertThat(generations()).containsExactly(LAST);
    }

    @Test
    void aGoodStructuredEventIsWorkedAsABinaryOne() {
        // When
        wire.send("shaker.train-completed", space, STRUCTURED,
                ("{\"specversion\": \"1.0\", \"type\": \"" + TRAIN_COMPLETED
                        + "\", \"source\": \"/test\", \"id\": \"" + id + "\", \"data\": "
                        + Wire.trainCompleted(space, 5) + "}")
                        .getBytes(UTF_8));
        afterwards();

        // Then
        assertThat(generations()).containsExactly(5L, LAST);
        assertThat(wire.withKey("shaker.train-completed.dlq", space)).isEmpty();
    }

    @Test
    void aMixtureRequestThatBreaksTheSchemaFailsUnderItsRequestId() {
        // When
        wire.send("shaker.mixture-request", space, Wire.headers(id, "dev.shaker.mixture-request.v1"),
                "{\"requestId\": \"mine\", \"space\": \"s\", \"select\": {\"strategy\": 7}}".getBytes(UTF_8));

        // Then
        await().atMost(SOON).until(() -> !probe.results(space).isEmpty());
        MixtureFailed failed = (MixtureFailed) probe.results(space).get(0).data();
        assertThat(failed.requestId()).isEqualTo("mine");
        assertThat(failed.error().code()).isEqualTo("event-invalid");
        assertThat(failed.error().details()).containsEntry("field", "select.strategy");
    }

    @Test
    void aRecordWithoutKeyHeadersAndBodyIsADeadLetter() {
        // Given
        long before = wire.all("shaker.train-completed.dlq").size();

        // When
        wire.send("shaker.train-completed", null, java.util.Map.of(), null);

        // Then
        await().atMost(SOON).until(() -> wire.all("shaker.train-completed.dlq").size() == before + 1);
        wire.trainCompleted(id, space, 1);
        await().atMost(SOON).until(() -> generations().equals(List.of(1L)));
    }

    @Test
    void aTransientFailureIsRetriedInPlaceUntilItWorks() {
        // Given
        probe.before.put(id, attempt -> {
            if (attempt <= 4) {
                throw new ShakerException(ErrorCode.STORE_UNAVAILABLE, "the store is away");
            }
        });

        // When
        wire.trainCompleted(id, space, 1);
        afterwards();

        // Then
        assertThat(probe.attempts).containsEntry(id, 5);
        assertThat(generations()).containsExactly(1L, LAST);
        assertThat(wire.withKey("shaker.train-completed.dlq", space)).isEmpty();
    }

    @Test
    void aFailureAfterTheCommitChangesNothingTheSecondTime() {
        // Given
        probe.after.put(id, attempt -> {
            if (attempt == 1) {
                throw new IllegalStateException("between effect and acknowledgement");
            }
        });

        // When
        wire.trainCompleted(id, space, 1);
        afterwards();

        // Then
        assertThat(probe.attempts).containsEntry(id, 2);
        assertThat(probe.effects).containsOnlyOnce(id);
        assertThat(generations()).containsExactly(1L, LAST);
        assertThat(rejections()).isEmpty();
    }

    @Test
    void aPoisonedEventIsRejectedOnceWithItsCodeAndWithoutADeadLetter() {
        // Given
        probe.before.put(id, _ -> {
            throw new ShakerException(ErrorCode.TENSOR_NOT_FINITE, "NaN at [3, 4]").with("file", "a.safetensors");
        });

        // When
        wire.trainCompleted(id, space, 1);
        wire.trainCompleted(id, space, 1);
        afterwards();

        // Then
        assertThat(probe.attempts).containsEntry(id, 2);
        assertThat(rejections()).singleElement()
                .satisfies(rejected -> assertThat(rejected.error()).hasToString(
                        "Failure[code=tensor-not-finite, message=NaN at [3, 4], details={file=a.safetensors}]"));
        assertThat(wire.withKey("shaker.train-completed.dlq", space)).isEmpty();
    }

    @Test
    void aDefectIsTriedThriceThenRejectedKeptAndReplayedWhenRepaired() {
        // Given
        probe.before.put(id, _ -> {
            throw new IllegalStateException("a defect");
        });
        wire.trainCompleted(id, space, 1);
        afterwards();
        assertThat(probe.attempts).containsEntry(id, 3);
        assertThat(rejections()).singleElement()
                .satisfies(rejected -> assertThat(rejected.error().code()).isEqualTo("internal"));
        assertThat(wire.withKey("shaker.train-completed.dlq", space)).hasSize(1);

        // When
        probe.before.remove(id);
        int first = replay.replay("shaker.train-completed");
        replay.replay("shaker.train-completed");

        // Then
        assertThat(first).isPositive();
        await().atMost(SOON).until(() -> generations().equals(List.of(LAST, 1L)));
        assertThat(wire.withKey("shaker.train-completed", space)).as("original, last, put back once").hasSize(3);
        assertThat(probe.attempts.keySet()).filteredOn(known -> known.startsWith(id + "#replay-")).hasSize(1);
    }

    /** Rows that three processes left that died at the work on this event. */
    @Test
    void whatKilledThreeProcessesIsParkedAndWorkedOnceItIsPutBack() {
        // Given
        for (int died = 0; died < 3; died++) {
            attempts.begin("probe-fsd", "/test " + id);
        }

        // When
        wire.trainCompleted(id, space, 1);
        afterwards();

        // Then
        assertThat(probe.attempts).doesNotContainKey(id);
        assertThat(rejections()).singleElement()
                .satisfies(rejected -> assertThat(rejected.error().code()).isEqualTo("worker-died"));
        assertThat(wire.withKey("shaker.train-completed.dlq", space)).singleElement().satisfies(
                letter -> assertThat(Headers.of(letter)).containsEntry("x-error-code", "worker-died"));
        replay.replay("shaker.train-completed");
        await().atMost(SOON).until(() -> generations().equals(List.of(LAST, 1L)));
        await().atMost(SOON)
                .until(() -> QuarkusTransaction.requiringNew()
                        .call(() -> entities.createNativeQuery("select 1 from attempt where event_id like :id")
                                .setParameter("id", "/test " + id + "%").getResultList().isEmpty()));
    }

    @Test
    void whatKilledTwoProcessesIsWorked() {
        // Given
        attempts.begin("probe-fsd", "/test " + id);
        attempts.begin("probe-fsd", "/test " + id);

        // When
        wire.trainCompleted(id, space, 1);
        afterwards();

        // Then
        assertThat(generations()).containsExactly(1L, LAST);
    }

    /** The store is there and does not give out one object: patience is 4 s in this test. */
    @Test
    void aRecordWhoseFailureDoesNotPassIsParkedAndHoldsUpItsPartitionAlone() {
        // Given
        probe.before.put(id, _ -> {
            throw new ShakerException(ErrorCode.STORE_UNAVAILABLE, "this object is never served");
        });

        // When
        wire.trainCompleted(id, space, 1);
        await().atMost(SOON).until(() -> probe.attempts.getOrDefault(id, 0) >= 2);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(io.restassured.RestAssured.get("/q/metrics").asString()).containsPattern(
                                "shaker_event_oldest_seconds\\{consumer=\"probe-fsd\",?\\} ([1-9]|0\\.[1-9])"));
        for (int i = 0; i < 24; i++) {
            wire.trainCompleted(Wire.unique("event"), Wire.unique("other"), 2);
        }

        // Then
        await().atMost(SOON).until(() -> probe.results.stream().filter(event -> event.data() instanceof FsdUpdated)
                .map(event -> event.data().key()).filter(key -> key.startsWith("other-")).distinct().count() >= 8);
        assertThat(rejections()).as("the others did not wait for it").isEmpty();
        afterwards();
        assertThat(rejections()).singleElement()
                .satisfies(rejected -> assertThat(rejected.error().code()).isEqualTo("patience-ended"));
        assertThat(wire.withKey("shaker.train-completed.dlq", space)).hasSize(1);
    }

    @Test
    void theOrderOfASpaceIsTheOrderOfItsTransactions() {
        // When
        for (int i = 0; i < 100; i++) {
            add(i);
        }

        // Then
        await().atMost(SOON).until(() -> generations().size() == 100);
        assertThat(generations()).containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
    }

    @Test
    void anEventThatIsCommittedAfterALaterOneIsNotLost() throws Exception {
        // Given
        CountDownLatch added = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> slow = threads.submit(() -> QuarkusTransaction.requiringNew().run(() -> {
                outbox.add(row(1));
                added.countDown();
                try {
                    assertThat(commit.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            assertThat(added.await(30, TimeUnit.SECONDS)).isTrue();

            // When
            add(2);
            await().atMost(SOON).until(() -> generations().equals(List.of(2L)));
            commit.countDown();
            slow.get();
        }

        // Then
        await().atMost(SOON).until(() -> generations().equals(List.of(2L, 1L)));
    }

    @Test
    void nothingLeavesWithATransactionThatIsRolledBack() {
        // When
        assertThatThrownBy(() -> once.apply("test", id, () -> {
            outbox.add(row(1));
            throw new IllegalStateException("no");
        })).isInstanceOf(IllegalStateException.class);
        add(2);

        // Then
        await().atMost(SOON).until(() -> !generations().isEmpty());
        assertThat(generations()).containsExactly(2L);
        assertThat(once.isDone("test", id)).isFalse();
    }

    @Test
    void theOutboxRefusesToWorkOutsideOfATransaction() {
        assertThatThrownBy(() -> outbox.add(row(1))).hasMessageContaining("ransaction");
    }

    @Test
    void ofConcurrentDuplicatesExactlyOneHasAnEffect() throws Exception {
        // Given
        AtomicInteger effects = new AtomicInteger();

        // When
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> outcomes = threads
                    .invokeAll(Collections.nCopies(4, () -> once.apply("test", id, effects::incrementAndGet)));

            // Then
            int applied = 0;
            for (Future<Boolean> outcome : outcomes) {
                applied += outcome.get() ? 1 : 0;
            }
            assertThat(applied).isEqualTo(1);
        }
        assertThat(effects).hasValue(1);
        assertThat(once.isDone("test", id)).isTrue();
        assertThat(once.isDone("other", id)).isFalse();
    }

    @Test
    void aCommittedEventIsOnTheWireInMilliseconds() {
        // Given
        add(0);
        await().atMost(SOON).until(() -> !generations().isEmpty());

        // When
        Duration quickest = SOON;
        for (int i = 2; i <= 6; i++) {
            int expected = i;
            long begin = System.nanoTime();
            add(i);
            await().pollInterval(Duration.ofMillis(2)).atMost(SOON).until(() -> generations().size() == expected);
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            quickest = taken.compareTo(quickest) < 0 ? taken : quickest;
        }

        // Then
        assertThat(quickest).as("less than the poll interval: the commit wakes the relay")
                .isLessThan(Duration.ofMillis(250));
    }

    @Test
    void topicsThatAreMissingOrTooSmallAreNamed() {
        // When
        List<String> problems = topics.problems(new java.util.TreeMap<>(
                java.util.Map.of("shaker.no-such", 1, "shaker.train-completed", 99, "shaker.accuracy", 1)));

        // Then
        assertThat(problems).containsExactly("shaker.no-such is missing",
                "shaker.train-completed has 4 partitions, not 99");
        assertThat(topics.problems(TopicCheck.expected())).isEmpty();
    }

    @Test
    void aRequestWithoutABodyFailsUnderItsEventId() {
        // When
        wire.send("shaker.mixture-request", space, Wire.headers(id, "dev.shaker.mixture-request.v1"), null);

        // Then
        await().atMost(SOON).until(() -> !probe.results(space).isEmpty());
        assertThat(((MixtureFailed) probe.results(space).get(0).data()).requestId()).isEqualTo(id);
        assertThat(wire.withKey("shaker.mixture-request.dlq", space)).hasSize(1);
    }

    @Test
    void eventsOutliveABrokerThatDoesNotAnswer() throws Exception {
        // Given
        String pid = String.valueOf(dev.shaker.stack.StackResource.settings().get("shaker.stack.pid"));
        signal("STOP", pid);
        try {
            // Each of its threads still runs until it is scheduled once more: on a busy machine long enough to take an event.
            await().atMost(SOON).until(() -> stands(pid));

            // When
            for (int i = 0; i < 20; i++) {
                add(i);
            }
            await().pollDelay(Duration.ofSeconds(12)).atMost(SOON).until(() -> queue.backlog().depth() >= 20);
        } finally {
            signal("CONT", pid);
        }

        // Then
        await().atMost(Duration.ofSeconds(60)).until(() -> new java.util.HashSet<>(generations()).size() == 20);
        assertThat(generations().stream().distinct())
                .containsExactlyElementsOf(LongStream.range(0, 20).boxed().toList());
        await().atMost(SOON).until(() -> queue.backlog().depth() == 0);
    }

    @Test
    void whatTheBrokerRefusesForGoodIsBuriedAndItsKeyGoesOn() {
        // Given
        String key = Wire.unique("refused");
        QuarkusTransaction.requiringNew().run(() -> {
            store("shaker.fsd-updated", key, new byte[2 << 20]);
            store("no such topic", key, new byte[]{ '{', '}' });
            for (int i = 0; i < 450; i++) {
                store("shaker.fsd-updated", key, ("{\"i\": " + i + "}").getBytes(UTF_8));
            }
        });

        // When
        add(1);

        // Then
        await().atMost(SOON).until(() -> wire.withKey("shaker.fsd-updated", key).size() == 450);
        assertThat(wire.withKey("shaker.fsd-updated", key)).extracting(record -> new String(record.value(), UTF_8))
                .containsExactlyElementsOf(LongStream.range(0, 450).mapToObj(i -> "{\"i\": " + i + "}").toList());
        await().atMost(SOON).until(() -> generations().contains(1L));
        assertThat(buried(key)).containsExactly("shaker.fsd-updated event-too-large", "no such topic event-refused");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(io.restassured.RestAssured.get("/q/metrics").asString())
                    .contains("shaker_outbox_refused_total{code=\"event-too-large\",topic=\"shaker.fsd-updated\"}")
                    .containsPattern("shaker_outbox_buried\\S* [1-9]").contains(
                            "shaker_dead_letters_total{topic=\"shaker.sweep-request\"}", "shaker_outbox_age");
            assertThat(io.restassured.RestAssured.get("/q/health/ready").jsonPath()
                    .getInt("checks.find { it.name == 'outbox' }.data.buried")).isGreaterThanOrEqualTo(2);
        });
        forgetBuried();
    }

    @Test
    void whatWasBuriedIsPutBackAsDeadLettersAreOnceTheBrokerTakesIt() throws Exception {
        // Given
        String key = Wire.unique("refused");
        QuarkusTransaction.requiringNew()
                .run(() -> store("shaker.fsd-updated", key,
                        ("{\"x\": \"" + "x".repeat(2 << 20) + "\"}").getBytes(UTF_8)));
        await().atMost(SOON).until(() -> buried(key).size() == 1);
        assertThat(replay.waiting()).containsEntry("shaker.fsd-updated", 1L);
        assertThatThrownBy(() -> replay.replay("shaker.fsd-updated")).isInstanceOfSatisfying(ShakerException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.EVENT_TOO_LARGE));
        assertThat(buried(key)).hasSize(1);

        // When
        wire.configure("shaker.fsd-updated", "max.message.bytes", "4194304");
        int replayed = replay.replay("shaker.fsd-updated");
        wire.configure("shaker.fsd-updated", "max.message.bytes", "1048588");

        // Then
        assertThat(replayed).isEqualTo(1);
        assertThat(wire.withKey("shaker.fsd-updated", key)).hasSize(1);
        assertThat(buried(key)).isEmpty();
        assertThat(replay.waiting()).doesNotContainKey("shaker.fsd-updated");
    }

    /** The dead letter topic takes 4 MiB; here it takes nothing. */
    @Test
    void aLetterThatItsTopicRefusesIsBuriedAndTheChannelGoesOn() throws Exception {
        // Given
        wire.configure("shaker.train-completed.dlq", "max.message.bytes", "100");
        byte[] broken = { '{', 's', (byte) 0xff, 0 };

        // When
        wire.send("shaker.train-completed", space, Wire.headers(id, TRAIN_COMPLETED), broken);
        afterwards();

        // Then
        assertThat(buried(space)).containsExactly("shaker.train-completed event-malformed");
        wire.configure("shaker.train-completed.dlq", "max.message.bytes", "4194304");
        assertThat(replay.replay("shaker.train-completed")).isPositive();
        assertThat(buried(space)).isEmpty();
        await().atMost(SOON).until(() -> wire.withKey("shaker.train-completed.dlq", space).size() == 1);
        assertThat(wire.withKey("shaker.train-completed.dlq", space).getFirst().value()).isEqualTo(broken);
    }

    /** Nothing but the end of the process may leave a consumer: the channel would be closed for good. */
    @Test
    void aDefectAroundTheWorkMakesADeadLetterAndTheChannelGoesOn() {
        // Given
        execute("alter table attempt rename to attempt_elsewhere");
        try {
            wire.trainCompleted(id, space, 1);
            await().atMost(SOON).until(() -> wire.withKey("shaker.train-completed.dlq", space).size() == 1);
        } finally {
            execute("alter table attempt_elsewhere rename to attempt");
        }

        // When
        afterwards();

        // Then
        assertThat(generations()).containsExactly(LAST);
        assertThat(Headers.of(wire.withKey("shaker.train-completed.dlq", space).getFirst()))
                .containsEntry("x-error-code", "internal");
    }

    private void execute(String sql) {
        QuarkusTransaction.requiringNew().run(() -> entities.createNativeQuery(sql).executeUpdate());
    }

    private List<String> buried(String key) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<?> rows = entities
                    .createNativeQuery(
                            "select topic || ' ' || code from buried_event where record_key = :key order by id")
                    .setParameter("key", key.getBytes(UTF_8)).getResultList();
            return rows.stream().map(String.class::cast).toList();
        });
    }

    private void forgetBuried() {
        execute("delete from buried_event");
    }

    private void store(String topic, String key, byte[] payload) {
        entities.createNativeQuery("""
                insert into outbox (topic, record_key, headers, payload)
                values (:topic, :key, '{}', :payload)""").setParameter("topic", topic).setParameter("key", key)
                .setParameter("payload", payload).executeUpdate();
    }

    @Test
    void deadLettersAreCountedUntilTheyArePutBack() {
        // Given
        replay.replay("shaker.evaluation-request");
        assertThat(replay.waiting()).containsEntry("shaker.evaluation-request", 0L).containsOnlyKeys(
                "shaker.adapter-withdrawn", "shaker.evaluation-measured", "shaker.evaluation-request",
                "shaker.guided-request", "shaker.mixture-request",
                "shaker.sweep-request", "shaker.train-completed", "shaker.verdict");
        wire.send("shaker.evaluation-request", space, java.util.Map.of(), "{".getBytes(UTF_8));
        await().atMost(SOON).until(() -> replay.waiting().get("shaker.evaluation-request") == 1L);

        // When
        int replayed = replay.replay("shaker.evaluation-request");

        // Then
        assertThat(replayed).isEqualTo(1);
        assertThatThrownBy(() -> replay.replay("shaker.accuracy")).isInstanceOf(ShakerException.class)
                .hasMessageContaining("'shaker.accuracy' has no dead letters; name one of shaker.train-completed,");
    }

    @Test
    void aVerdictLeavesOnceAndWhatIsRefusedOutsideIsADeadLetterUntilItIsPutBack() throws IOException {
        URI hook = ConfigProvider.getConfig().getValue("shaker.outbound.webhook.url", URI.class);
        try (Receiver receiver = new Receiver(hook.getPort())) {
            // Given
            receiver.next(503, "starting");
            receiver.next(410, "gone");
            String second = Wire.unique("event");
            Instant reached = Instant.parse("2026-01-31T12:00:00Z");

            // When
            verdict(SomeVerdict.of(id, space, "m", "release", "pass", reached));
            await().atMost(SOON).until(() -> wire.withKey("shaker.verdict.dlq", space).size() == 1);
            assertThat(Headers.of(wire.withKey("shaker.verdict.dlq", space).getFirst()))
                    .containsEntry("x-error-code", "outbound-refused");
            assertThat(replay.replay("shaker.verdict")).isEqualTo(1);
            await().atMost(SOON).until(() -> receiver.received.size() == 3);
            verdict(SomeVerdict.of(id, space, "m", "release", "pass", reached));
            verdict(SomeVerdict.of(second, space, "m", "release", "fail", reached));

            // Then
            await().atMost(SOON).until(() -> receiver.received.size() >= 4);
            assertThat(receiver.received).extracting(got -> got.headers().get("webhook-id"))
                    .containsExactly(id, id, id, second);
            assertThat(Json.tree(receiver.received.getLast().body()).at("/data/outcome").asText()).isEqualTo("fail");
        }
    }

    private void verdict(Envelope<VerdictReached> event) {
        EventMessage message = new EventCodec().encode(event);
        wire.send(message.topic(), message.key(), message.headers(), message.body());
    }

    private static void signal(String name, String pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor()).isZero();
    }

    /** Whether the signal has reached all threads of a process. */
    private static boolean stands(String pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", pid, "task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readAllLines(thread.resolve("status")).stream()
                        .noneMatch(line -> line.matches("State:\\s+T.*"))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Sends one more event behind those that are under test, and waits for its result: the others are worked, too. */
    private void afterwards() {
        wire.trainCompleted(Wire.unique("last"), space, LAST);
        await().atMost(SOON).until(() -> generations().contains(LAST));
    }

    private List<Long> generations() {
        return probe.results(space).stream().map(Envelope::data).filter(FsdUpdated.class::isInstance)
                .map(row -> ((FsdUpdated) row).generation()).toList();
    }

    private List<AdapterRejected> rejections() {
        return probe.results(space).stream().map(Envelope::data).filter(AdapterRejected.class::isInstance)
                .map(AdapterRejected.class::cast).toList();
    }

    private void add(long generation) {
        QuarkusTransaction.requiringNew().run(() -> outbox.add(row(generation)));
    }

    private FsdUpdated row(long generation) {
        return new FsdUpdated(space, generation, new FsdUpdated.AdapterOfDomain("0".repeat(64), "d"), "factors",
                List.of(), List.of(), null, null);
    }
}
