package dev.shaker.db;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;
import dev.shaker.pipeline.BuriedEvents;
import dev.shaker.pipeline.OutboxQueue;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The waiting rows, drained by one process at a time under an advisory lock that ends with its transaction, however that
 * ends.
 *
 * <p>Order: a row that was written because of another, or after it under the same row lock, has the higher number and
 * becomes visible later, so that no snapshot shows an effect without its cause. A transaction that commits late with a low
 * number is concurrent to what was published before it; rows are removed by number and never skipped, so it is published
 * in the next drain.
 */
@ApplicationScoped
class DatabaseOutboxQueue implements OutboxQueue {
    /** Any number that nothing else in this database locks. */
    private static final long LOCK = 0x5348_414b_4552L;

    /** Longer than the publisher waits for the broker. */
    private static final int TIMEOUT_SECONDS = 120;

    private final EntityManager entities;
    private final Clock clock;

    DatabaseOutboxQueue(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    @Override
    public int drain(int limit, Set<String> passedOver, Publisher publisher) {
        if (isEmpty()) {
            return 0;
        }
        return QuarkusTransaction.requiringNew().timeout(TIMEOUT_SECONDS).call(() -> {
            entities.createNativeQuery("select cast(pg_advisory_xact_lock(:lock) as text)", String.class)
                    .setParameter("lock", LOCK).getResultList();
            List<OutboxRecord> rows = oldest(passedOver).page(0, limit).list();
            if (rows.isEmpty()) {
                return 0;
            }
            List<Waiting> events = waiting(rows);
            Outcome outcome = publisher.publish(events);
            entities.clear();
            for (Waiting event : events) {
                ShakerException reason = outcome.buried().get(event.sequence());
                if (reason != null) {
                    BuriedEventEntity.keep(buried(event, reason), clock.instant());
                }
            }
            Set<Long> gone = new HashSet<>(outcome.arrived());
            gone.addAll(outcome.buried().keySet());
            if (!gone.isEmpty()) {
                OutboxRecord.delete("sequence in ?1", gone);
            }
            return rows.size();
        });
    }

    private static PanacheQuery<OutboxRecord> oldest(Set<String> passedOver) {
        return passedOver.isEmpty()
                ? OutboxRecord.find("order by sequence")
                : OutboxRecord.find("key not in ?1 order by sequence", passedOver);
    }

    @Override
    public Backlog backlog() {
        return QuarkusTransaction.requiringNew().call(() -> {
            Object[] row = entities
                    .createQuery("select count(*), min(createdAt) from OutboxRecord", Object[].class)
                    .getSingleResult();
            Instant oldest = (Instant) row[1];
            Duration age = oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
            return new Backlog((Long) row[0], age.isNegative() ? Duration.ZERO : age, BuriedEventEntity.count());
        });
    }

    /** A look without the lock: what commits later brings its own wake-up. */
    private boolean isEmpty() {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("select 1 from outbox limit 1", Integer.class).getResultList()
                        .isEmpty());
    }

    private static BuriedEvents.Buried buried(Waiting event, ShakerException reason) {
        List<BuriedEvents.Header> headers = event.headers().entrySet().stream()
                .map(header -> new BuriedEvents.Header(header.getKey(), header.getValue().getBytes(UTF_8))).toList();
        return new BuriedEvents.Buried(event.topic(), event.key().getBytes(UTF_8), headers, event.body(), false,
                reason.code().wire(), String.valueOf(reason.getMessage()));
    }

    private static List<Waiting> waiting(List<OutboxRecord> rows) {
        List<Waiting> waiting = new ArrayList<>(rows.size());
        for (OutboxRecord row : rows) {
            waiting.add(new Waiting(row.sequence, row.topic, row.key, headers(row.headers), row.payload));
        }
        return waiting;
    }

    private static Map<String, String> headers(String json) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : Json.tree(json)
                .properties()) {
            headers.put(header.getKey(), header.getValue().asText());
        }
        return headers;
    }
}
