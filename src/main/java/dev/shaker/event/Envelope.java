package dev.shaker.event;

import java.time.Instant;

/**
 * A CloudEvents 1.0 event.
 *
 * @param id unique for its source; idempotency is by source and id
 * @param source a URI reference of who says it
 * @param time when it happened
 */
public record Envelope<T extends EventData>(String id, String source, Instant time, T data) {
    /** Under which an event is known to those who have worked it: ids are unique for their source only. */
    public String identity() {
        return source + " " + id;
    }

    public EventType type() {
        return EventType.of(data);
    }
}
