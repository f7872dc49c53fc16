package dev.shaker.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Port: the events that wait to be published, for the relay that publishes them. */
public interface OutboxQueue {
    /**
     * Hands the oldest waiting events of all keys but some, in order, to the publisher and removes those it has acknowledged. Only one drain
     * of all processes runs at a time; a second one waits for it.
     *
     * @param passedOver keys whose events stay where they are this time
     * @return how many events were handed over
     */
    int drain(int limit, Set<String> passedOver, Publisher publisher);

    Backlog backlog();

    /** Publishes events and says which have arrived. */
    @FunctionalInterface
    interface Publisher {
        /** @return sequence numbers of those the broker has acknowledged; the others stay in the queue */
        Set<Long> publish(List<Waiting> events);
    }

    /**
     * One event, as it travels.
     *
     * @param sequence its place in the order
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way to the wire: compared by nobody.
    record Waiting(long sequence, String topic, String key, Map<String, String> headers, byte[] body) {}

    /**
     * @param depth events that wait
     * @param age of the oldest one, zero where none waits
     */
    record Backlog(long depth, Duration age) {}
}
