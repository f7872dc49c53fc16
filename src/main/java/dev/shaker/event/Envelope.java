package dev.shaker.event;

import java.time.Instant;
import java.util.List;

/**
 * A CloudEvents 1.0 event.
 *
 * @param id unique for its source; idempotency is by source and id
 * @param source a URI reference of who says it
 * @param time when it happened
 */
public record Envelope<T extends EventData>(String id, String source, Instant time, T data) {
    private static final String REPLAY = "#replay-";

    /** Under which an event is known to those who have worked it: ids are unique for their source only. */
    public String identity() {
        return identity(source, id);
    }

    /** Digest of what it says. The time is not part of it: where the producer gives none it is that of the arrival. */
    public String content() {
        return Json.digest(List.of(type().cloudEventsType(), data));
    }

    /** No two pairs have the same: the source is a URI reference, in which a blank is {@code %20}. */
    public static String identity(String source, String id) {
        return source.replace(" ", "%20") + " " + id;
    }

    /**
     * This event as the new work that it is once its dead letter was put back: under its old name it may stand as rejected.
     *
     * @param letter names the dead letter
     */
    public Envelope<T> replayed(String letter) {
        return new Envelope<>(id + REPLAY + letter, source, time, data);
    }

    /** Whether it comes from a dead letter that was put back. */
    public boolean isReplay() {
        return id.contains(REPLAY);
    }

    /** The id that its producer gave it. */
    public String originalId() {
        int replay = id.indexOf(REPLAY);
        return replay < 0 ? id : id.substring(0, replay);
    }

    /** Under which its producer asks what became of it. */
    public String originalIdentity() {
        return identity(source, originalId());
    }

    public EventType type() {
        return EventType.of(data);
    }
}
