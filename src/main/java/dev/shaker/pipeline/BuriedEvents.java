package dev.shaker.pipeline;

import java.util.List;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

/** Port: events that no topic takes as they are, kept beside the outbox until somebody puts them back. */
public interface BuriedEvents {
    /** Keeps an event, in a transaction of its own. */
    void bury(Buried event);

    /**
     * Hands the events of a topic to the sender, oldest first and each in a transaction of its own, and removes those that
     * it sends. One for which it throws stays.
     *
     * @return how many were sent
     */
    int putBack(String topic, Sender sender);

    /** How many there are by topic; topics without any are not named. */
    SortedMap<String, Long> waiting();

    /** Sends one event to its topic, or throws. */
    @FunctionalInterface
    interface Sender {
        /** @return whether the event has arrived; what is refused again stays buried */
        boolean send(long id, Buried event);
    }

    /**
     * One event, as it travels.
     *
     * @param arrived whether the record was on its topic already
     * @param code why it is here, an error code on the wire
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way to the wire: compared by nobody.
    record Buried(String topic, byte @Nullable [] key, List<Header> headers, byte @Nullable [] payload, boolean arrived,
            String code, String message) {
        public Buried {
            headers = List.copyOf(headers);
        }
    }

    /** One header of a record. */
    @SuppressWarnings("ArrayRecordComponent")
    record Header(String name, byte @Nullable [] value) {}
}
