package dev.shaker.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

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
    public boolean isOther(String consumer, String eventId, String content) {
        return !entities
                .createNativeQuery("select 1 from processed_event where consumer = :consumer and event_id = :event"
                        + " and content <> :content", Integer.class)
                .setParameter("consumer", consumer).setParameter("event", eventId).setParameter("content", content)
                .getResultList().isEmpty();
    }

    @Override
    @Transactional
    public void prepare(Runnable effect) {
        effect.run();
    }

    @Override
    @Transactional
    public boolean apply(String consumer, String eventId, Runnable effect) {
        return insert(consumer, eventId, null, effect);
    }

    @Override
    @Transactional
    public boolean apply(String consumer, String eventId, String content, Runnable effect) {
        boolean first = insert(consumer, eventId, content, effect);
        if (!first && isOther(consumer, eventId, content)) {
            throw EffectOnce.conflict(eventId);
        }
        return first;
    }

    private boolean insert(String consumer, String eventId, @Nullable String content, Runnable effect) {
        int inserted = entities
                .createNativeQuery("insert into processed_event (consumer, event_id, content)"
                        + " values (:consumer, :event, cast(:content as text)) on conflict do nothing")
                .setParameter("consumer", consumer).setParameter("event", eventId)
                .setParameter("content", content).executeUpdate();
        if (inserted == 0) {
            return false;
        }
        effect.run();
        return true;
    }
}
