package dev.shaker.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.shaker.pipeline.Attempts;

/** A row for each event in hand. */
@ApplicationScoped
class DatabaseAttempts implements Attempts {
    private final EntityManager entities;

    DatabaseAttempts(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public int begin(String consumer, String eventId) {
        return QuarkusTransaction.requiringNew().call(() -> (Integer) entities.createNativeQuery("""
                insert into attempt as known (consumer, event_id) values (:consumer, :event)
                on conflict (consumer, event_id) do update set started = known.started + 1, at = now()
                returning started - 1""", Integer.class).setParameter("consumer", consumer)
                .setParameter("event", eventId).getSingleResult());
    }

    @Override
    public void end(String consumer, String eventId) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities
                        .createNativeQuery("delete from attempt where consumer = :consumer and event_id = :event")
                        .setParameter("consumer", consumer).setParameter("event", eventId).executeUpdate());
    }
}
