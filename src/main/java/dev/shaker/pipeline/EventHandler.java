package dev.shaker.pipeline;

import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventData;

/** What a consumer calls: the use case of one kind of event. */
public interface EventHandler<T extends EventData> {
    /** The name under which worked events are remembered. */
    String consumer();

    /**
     * Works the event; worked twice, it changes nothing the second time.
     *
     * @throws ShakerException transient: try again later; any other: hand the event to {@link #reject}
     */
    void handle(Envelope<T> event);

    /**
     * Records and publishes that the event cannot be worked; once only.
     *
     * @throws ShakerException {@code REQUEST_CONFLICT} where no event could tell of it: it is kept as a dead letter
     */
    void reject(Envelope<T> event, ShakerException cause);
}
