package dev.shaker.pipeline;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;

/**
 * Port: at least once in, once in effect. The idempotency row, the effect and the outgoing events are one transaction. An event is
 * known by its source and id, and they stand for what it said the first time.
 */
public interface EffectOnce {
    /** Whether the consumer has worked that already; a cheap look before expensive work. */
    boolean isDone(String consumer, String eventId);

    /** Whether the consumer has worked that with other content; false where nobody has kept the content. */
    boolean isOther(String consumer, String eventId, String content);

    /** Runs what must be kept before the work begins in a transaction of its own. */
    void prepare(Runnable effect);

    /**
     * Runs {@code effect} in one transaction with the idempotency row.
     *
     * @return false, with nothing done, where it was worked already
     */
    boolean apply(String consumer, String eventId, Runnable effect);

    /**
     * The same where the producer can be told that its id stands for something else.
     *
     * @param content digest of what is said, kept beside the id
     * @throws ShakerException {@code REQUEST_CONFLICT} where that id was worked with other content
     */
    boolean apply(String consumer, String eventId, String content, Runnable effect);

    /** @throws ShakerException {@code REQUEST_CONFLICT} where its source and id were worked with other content */
    default boolean isDone(String consumer, Envelope<?> event) {
        if (!isDone(consumer, event.identity())) {
            return false;
        }
        if (isOther(consumer, event.identity(), event.content())) {
            throw conflict(event.identity());
        }
        return true;
    }

    /** @throws ShakerException {@code REQUEST_CONFLICT} where its source and id were worked with other content */
    default boolean apply(String consumer, Envelope<?> event, Runnable effect) {
        return apply(consumer, event.identity(), event.content(), effect);
    }

    /**
     * Tells, once, of an event whose source and id were worked with other content. What they stand for stays as it is.
     *
     * @return false, with nothing told, where they were not
     */
    default boolean refuse(String consumer, Envelope<?> event, Runnable told) {
        if (!isOther(consumer, event.identity(), event.content())) {
            return false;
        }
        apply(consumer, event.identity() + " " + event.content(), told);
        return true;
    }

    static ShakerException conflict(String eventId) {
        return new ShakerException(ErrorCode.REQUEST_CONFLICT, "the event with source and id '" + eventId
                + "' was taken in before and said something else; give the new event another id")
                .with("event", eventId);
    }
}
