package dev.shaker.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.shaker.error.ShakerException;

/** Port: the events that wait to be published, for the relay that publishes them. */
public interface OutboxQueue {
    /**
     * Hands the oldest waiting events of all keys but some, in order, to the publisher. Those that have arrived are removed,
     * those that are refused for good are buried in the same transaction. Only one drain of all processes runs at a time; a
     * second one waits for it.
     *
     * @param passedOver keys whose events stay where they are this time
     * @return how many events were handed over
     */
    int drain(int limit, Set<String> passedOver, Publisher publisher);

    Backlog backlog();

    /** Publishes events and says what became of them. */
    @FunctionalInterface
    interface Publisher {
        /** @return which have arrived and which never will; the others stay in the queue */
        Outcome publish(List<Waiting> events);
    }

    /**
     * What became of events, by sequence number.
     *
     * @param arrived those that the broker has acknowledged
     * @param buried those that it will never take, and why
     */
    record Outcome(Set<Long> arrived, Map<Long, ShakerException> buried) {
        public Outcome {
            arrived = Set.copyOf(arrived);
            buried = Map.copyOf(buried);
        }
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
     * @param buried events that no topic takes, see {@link BuriedEvents}
     */
    record Backlog(long depth, Duration age, long buried) {}
}
