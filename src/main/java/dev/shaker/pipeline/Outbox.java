package dev.shaker.pipeline;

import dev.shaker.event.EventData;

/** Port: events that leave with the surrounding transaction. */
public interface Outbox {
    /**
     * Adds an event to the outbox; it must be called inside a transaction and is published after its commit, in order.
     *
     * @return the id of the event
     */
    String add(EventData event);
}
