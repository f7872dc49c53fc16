package dev.shaker.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import dev.shaker.pipeline.OutboxQueue;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Sends waiting events in waves, at most one of each key in a wave: an event goes out only after the one before it has
 * arrived, and behind one that does not arrive all later ones of its key stay in the queue. So the order of a key holds
 * across topics and across failures.
 */
final class OutboxPublisher implements OutboxQueue.Publisher {
    private final ReliableProducer producer;
    @Nullable
    private Exception failure;
    private final Map<String, Exception> refused = new LinkedHashMap<>();
    private long published;

    OutboxPublisher(ReliableProducer producer) {
        this.producer = producer;
    }

    /** Events that have arrived since the beginning. */
    long published() {
        return published;
    }

    /** Keys whose first event the broker did not want in the last call, though it was there, and why. */
    Map<String, Exception> refused() {
        return Map.copyOf(refused);
    }

    /** Why the last call left events in the queue: something is away. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public Set<Long> publish(List<OutboxQueue.Waiting> events) {
        failure = null;
        refused.clear();
        Map<String, Deque<OutboxQueue.Waiting>> byKey = new LinkedHashMap<>();
        for (OutboxQueue.Waiting event : events) {
            byKey.computeIfAbsent(event.key(), _ -> new ArrayDeque<>()).add(event);
        }
        Set<Long> arrived = new HashSet<>();
        while (!byKey.isEmpty()) {
            publishFirstOfEach(byKey.values(), arrived);
        }
        published += arrived.size();
        return arrived;
    }

    private void publishFirstOfEach(Collection<Deque<OutboxQueue.Waiting>> queues, Set<Long> arrived) {
        List<Deque<OutboxQueue.Waiting>> wave = new ArrayList<>(queues);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(wave.size());
        for (Deque<OutboxQueue.Waiting> queue : wave) {
            records.add(record(queue.element()));
        }
        List<Optional<Exception>> outcomes = producer.send(records);
        for (int i = 0; i < wave.size(); i++) {
            Deque<OutboxQueue.Waiting> queue = wave.get(i);
            OutboxQueue.Waiting event = queue.remove();
            if (outcomes.get(i).isEmpty()) {
                arrived.add(event.sequence());
            } else {
                leave(event.key(), outcomes.get(i).get());
                queue.clear();
            }
        }
        queues.removeIf(Deque::isEmpty);
    }

    private void leave(String key, Exception reason) {
        if (FailureClass.of(reason) == FailureClass.TRANSIENT) {
            failure = reason;
        } else {
            refused.put(key, reason);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(OutboxQueue.Waiting event) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(event.topic(), null, event.key().getBytes(UTF_8),
                event.body());
        event.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }
}
