package dev.shaker.db;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.Json;
import dev.shaker.kafka.ProbeProfile;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.SpaceLedger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Events are known by source and id together, and stand for what they said the first time. */
@QuarkusTest
@TestProfile(ProbeProfile.class)
class EventContentTest {
    @Inject
    EffectOnce once;
    @Inject
    SpaceLedger spaces;
    @Inject
    AdapterCatalog adapters;

    private final String id = UUID.randomUUID().toString();
    private final AtomicInteger effects = new AtomicInteger();

    @Test
    void anIdThatComesAgainWithOtherContentIsAConflict() {
        assertThat(once.apply("test", id, Json.digest(Map.of("a", 1, "b", 2)), effects::incrementAndGet)).isTrue();
        assertThat(once.apply("test", id, Json.digest(Map.of("b", 2, "a", 1)), effects::incrementAndGet)).isFalse();
        ShakerException refused = catchThrowableOfType(ShakerException.class,
                () -> once.apply("test", id, Json.digest(Map.of("a", 2)), effects::incrementAndGet));
        assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_CONFLICT);
        assertThat(refused).hasMessageContaining(id);
        assertThat(effects).hasValue(1);
    }

    @Test
    void ofTwoContentsThatComeAtOnceOneIsTakenAndTheOtherRefused() {
        AtomicInteger refused = new AtomicInteger();
        Race.of(point -> {
            once.apply("test", id, "first", effects::incrementAndGet);
            point.reached();
        }, () -> QuarkusTransaction.suspendingExisting().run(() -> {
            try {
                once.apply("test", id, "second", effects::incrementAndGet);
            } catch (ShakerException e) {
                refused.incrementAndGet();
            }
        }));
        assertThat(effects).hasValue(1);
        assertThat(refused).hasValue(1);
    }

    @Test
    void producersThatGaveTheSameIdDoNotSeeEachOthersOutcome() {
        QuarkusTransaction.requiringNew().run(() -> announce("/a", Outcome.REGISTERED));
        QuarkusTransaction.requiringNew().run(() -> announce("/b c", Outcome.REJECTED));

        assertThat(adapters.announcement("/a", id).orElseThrow().outcome()).isEqualTo(Outcome.REGISTERED);
        assertThat(adapters.announcement("/b c", id).orElseThrow().outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(adapters.announcement("/c", id)).isEmpty();
        assertThat(adapters.announcements(id)).extracting(Announcement::source).containsExactly("/a", "/b%20c");
        assertThat(Envelope.identity("a b", "c")).isNotEqualTo(Envelope.identity("a", "b c"));
    }

    private void announce(String source, Outcome outcome) {
        spaces.announce(Envelope.identity(source, id), new Announcement(source, id, "mini", "nli", "s3://shaker/nli/",
                outcome, null, null, null, null, Map.of(), Instant.parse("2026-01-31T12:00:00Z")));
    }
}
