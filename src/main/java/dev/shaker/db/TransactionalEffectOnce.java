package dev.shaker.db;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
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
        return insert(consumer, eventId, null, effect);
    }

    @Override
    @Transactional
    public boolean apply(String consumer, String eventId, String content, Runnable effect) {
        boolean first = insert(consumer, eventId, content, effect);
        if (!first && !content.equals(content(consumer, eventId).orElse(content))) {
            throw new ShakerException(ErrorCode.REQUEST_CONFLICT, "the event with source and id '" + eventId
                    + "' was taken in before and said something else; give the new event another id")
                    .with("event", eventId);
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

    /** Of a row that somebody else has inserted: this transaction has waited for its commit. */
    private Optional<String> content(String consumer, String eventId) {
        return Optional.ofNullable((String) entities
                .createNativeQuery("select content from processed_event where consumer = :consumer"
                        + " and event_id = :event", String.class)
                .setParameter("consumer", consumer).setParameter("event", eventId).getSingleResultOrNull());
    }
}
