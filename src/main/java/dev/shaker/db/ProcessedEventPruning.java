package dev.shaker.db;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.shaker.runtime.IdempotencyConfig;
import dev.shaker.runtime.Role;

/**
 * Deletes idempotency rows that no topic can bring back any more: by the index on their time, a few at once, in short
 * transactions. Every process does it now and then; rows that another one is deleting are passed over.
 */
@ApplicationScoped
class ProcessedEventPruning {
    private static final Logger LOG = Logger.getLogger(ProcessedEventPruning.class);
    private static final int BATCH = 2_000;

    private final EntityManager entities;
    private final Clock clock;
    private final IdempotencyConfig config;
    private @Nullable ScheduledExecutorService schedule;

    ProcessedEventPruning(EntityManager entities, Clock clock, IdempotencyConfig config) {
        this.entities = entities;
        this.clock = clock;
        this.config = config;
    }

    void start(@Observes StartupEvent event, Role role) {
        if (!role.publishes()) {
            return;
        }
        long period = Math.max(1, config.interval().toMillis());
        // Processes that start together need not delete together.
        long first = ThreadLocalRandom.current().nextLong(period) + 1;
        schedule = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("idempotency-pruning").factory());
        var _ = schedule.scheduleWithFixedDelay(this::pruneQuietly, first, period, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        ScheduledExecutorService running = schedule;
        if (running != null) {
            running.shutdownNow();
        }
    }

    /** @return how many rows were deleted */
    int prune(Duration retention) {
        Instant oldest = clock.instant().minus(retention);
        int deleted = 0;
        int last;
        do {
            last = QuarkusTransaction.requiringNew().call(() -> entities.createNativeQuery("""
                    delete from processed_event where ctid in (
                        select ctid from processed_event where at < :oldest order by at limit :batch
                        for update skip locked)""").setParameter("oldest", Timestamp.from(oldest))
                    .setParameter("batch", BATCH).executeUpdate());
            deleted += last;
        } while (last == BATCH && !Thread.currentThread().isInterrupted());
        return deleted;
    }

    private void pruneQuietly() {
        try {
            int deleted = prune(config.retention());
            if (deleted > 0) {
                LOG.infof("%d events that were worked more than %s ago are forgotten", deleted, config.retention());
            }
        } catch (RuntimeException e) {
            // The database is away, most likely; the next turn deletes what is left.
            LOG.warnf("old idempotency rows stay for now: %s", e);
        }
    }
}
