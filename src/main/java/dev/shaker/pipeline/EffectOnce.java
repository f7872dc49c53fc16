package dev.shaker.pipeline;

/** Port: at least once in, once in effect. The idempotency row, the effect and the outgoing events are one transaction. */
public interface EffectOnce {
    /** Whether the consumer has worked this event already; a cheap look before expensive work. */
    boolean isDone(String consumer, String eventId);

    /** Runs what must be kept before the work begins in a transaction of its own. */
    void prepare(Runnable effect);

    /**
     * Runs {@code effect} in one transaction with the idempotency row.
     *
     * @return false, with nothing done, where the event was worked already
     */
    boolean apply(String consumer, String eventId, Runnable effect);

    /**
     * The same where the event's producer can be told that its id stands for something else.
     *
     * @param content digest of what the event says, kept beside its id
     * @throws dev.shaker.error.ShakerException {@code REQUEST_CONFLICT} where that id was worked with other content
     */
    boolean apply(String consumer, String eventId, String content, Runnable effect);
}
