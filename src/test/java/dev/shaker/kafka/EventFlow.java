package dev.shaker.kafka;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import io.quarkus.narayana.jta.QuarkusTransaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import dev.shaker.event.AdapterRejected;
import dev.shaker.event.Envelope;
import dev.shaker.event.FsdUpdated;
import dev.shaker.pipeline.Attempts;
import dev.shaker.pipeline.DeadLetterReplay;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.OutboxQueue;

import static org.awaitility.Awaitility.await;

/** What tests of events on the real broker and database share: a producer outside, and what becomes of one space. */
abstract class EventFlow {
    static final Duration SOON = Duration.ofSeconds(30);
    static final long LAST = 999;
    static final String TRAIN_COMPLETED = "dev.shaker.train-completed.v1";

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

    final String space = Wire.unique("space");
    final String id = Wire.unique("event");
    Wire wire;

    @BeforeEach
    void connect() {
        wire = new Wire();
    }

    @AfterEach
    void disconnect() {
        wire.close();
    }

    /** Sends one more event behind those that are under test, and waits for its result: the others are worked, too. */
    void afterwards() {
        wire.trainCompleted(Wire.unique("last"), space, LAST);
        await().atMost(SOON).until(() -> generations().contains(LAST));
    }

    List<Long> generations() {
        return probe.results(space).stream().map(Envelope::data).filter(FsdUpdated.class::isInstance)
                .map(row -> ((FsdUpdated) row).generation()).toList();
    }

    List<AdapterRejected> rejections() {
        return probe.results(space).stream().map(Envelope::data).filter(AdapterRejected.class::isInstance)
                .map(AdapterRejected.class::cast).toList();
    }

    void add(long generation) {
        QuarkusTransaction.requiringNew().run(() -> outbox.add(row(generation)));
    }

    FsdUpdated row(long generation) {
        return new FsdUpdated(space, generation, new FsdUpdated.AdapterOfDomain("0".repeat(64), "d"), "factors",
                List.of(), List.of(), null);
    }

    void execute(String sql) {
        QuarkusTransaction.requiringNew().run(() -> entities.createNativeQuery(sql).executeUpdate());
    }
}
