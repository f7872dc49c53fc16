package dev.shaker.pipeline;

import dev.shaker.event.Envelope;
import dev.shaker.event.EventData;

/** Port: events that leave with the surrounding transaction. */
public interface Outbox {
    /**
     * Adds an event to the outbox; it must be called inside a transaction and is published after its commit, in order.
     *
     * @return the id of the event
     */
    String add(EventData event);

    /** Adds an event that somebody else made: it keeps its id, source and time. Otherwise as {@link #add}. */
    void forward(Envelope<?> event);
}
