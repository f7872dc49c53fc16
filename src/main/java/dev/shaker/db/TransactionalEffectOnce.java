package dev.shaker.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.shaker.pipeline.EffectOnce;

/**
 * Idempotency by a row in the transaction of the effect. Of two transactions with the same event the second waits on the
 * first one's row: it does nothing after a commit, and the effect after a rollback.
 */
@ApplicationScoped
class TransactionalEffectOnce implements EffectOnce {
    private final EntityManager entities;

    TransactionalEffectOnce(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    @Transactional
    public boolean isDone(String consumer, String eventId) {
        return !entities
                .createNativeQuery("select 1 from processed_event where consumer = :consumer and event_id = :event",
                        Integer.class)
                .setParameter("consumer", consumer).setParameter("event", eventId).getResultList().isEmpty();
    }

    @Override
    @Transactional
    public void prepare(Runnable effect) {
        effect.run();
    }

    @Override
    @Transactional
    public boolean apply(String consumer, String eventId, Runnable effect) {
        int inserted = entities
                .createNativeQuery("insert into processed_event (consumer, event_id) values (:consumer, :event)"
                        + " on conflict do nothing")
                .setParameter("consumer", consumer).setParameter("event", eventId).executeUpdate();
        if (inserted == 0) {
            return false;
        }
        effect.run();
        return true;
    }
}
