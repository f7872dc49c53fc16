package dev.shaker.db;

import java.time.Duration;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.shaker.kafka.ProbeProfile;
import dev.shaker.pipeline.EffectOnce;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(ProbeProfile.class)
class ProcessedEventPruningTest {
    private static final int OLD = 4_500;

    @Inject
    ProcessedEventPruning pruning;
    @Inject
    EffectOnce once;
    @Inject
    EntityManager entities;

    private final String consumer = "pruning-" + UUID.randomUUID();

    @Test
    void whatIsOlderThanTheRetentionIsForgottenAndNothingElse() {
        // Given
        QuarkusTransaction.requiringNew().run(() -> entities.createNativeQuery("""
                insert into processed_event (consumer, event_id, at)
                select :consumer, 'old-' || n, now() - interval '31 days' from generate_series(1, :old) n
                union all select :consumer, 'young', now() - interval '29 days'""").setParameter("consumer", consumer)
                .setParameter("old", OLD).executeUpdate());
        assertThat(once.isDone(consumer, "old-1")).isTrue();

        // When
        int deleted = pruning.prune(Duration.ofDays(30));

        // Then
        assertThat(deleted).isGreaterThanOrEqualTo(OLD);
        assertThat(once.isDone(consumer, "old-1")).isFalse();
        assertThat(once.isDone(consumer, "old-" + OLD)).isFalse();
        assertThat(once.isDone(consumer, "young")).isTrue();
        assertThat(pruning.prune(Duration.ofDays(30))).isZero();
    }
}
