package dev.shaker.kafka;

import java.time.Duration;
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
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.pipeline.OutboxQueue;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Sends waiting events in waves, at most one of each key in a wave: an event goes out only after the one before it has
 * arrived, and behind one that does not arrive all later ones of its key stay in the queue. So the order of a key holds
 * across topics and across failures. What the broker will never take is buried, and the key goes on.
 */
final class OutboxPublisher implements OutboxQueue.Publisher {
    private final ReliableProducer producer;
    @Nullable
    private Exception failure;
    private final Map<String, Exception> refused = new LinkedHashMap<>();
    private final Map<Long, ShakerException> buried = new LinkedHashMap<>();
    private final Duration patience;
    private final Function<String, Duration> refusedSince;
    private final Consumer<Burial> burials;
    private long published;

    /**
     * @param patience how long an event may fail for a reason that may pass while the broker is there
     * @param refusedSince for how long that of a key has
     * @param burials told of each event that is buried
     */
    OutboxPublisher(ReliableProducer producer, Duration patience, Function<String, Duration> refusedSince,
            Consumer<Burial> burials) {
        this.producer = producer;
        this.patience = patience;
        this.refusedSince = refusedSince;
        this.burials = burials;
    }

    /** An event that is given up. */
    record Burial(String topic, String key, ShakerException reason) {}

    /** Events that have arrived since the beginning. */
    long published() {
        return published;
    }

    /** Keys whose first event failed in the last call though the broker was there, for a reason that may pass. */
    Map<String, Exception> refused() {
        return Map.copyOf(refused);
    }

    /** Why the last call left events in the queue: something is away. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public OutboxQueue.Outcome publish(List<OutboxQueue.Waiting> events) {
        failure = null;
        refused.clear();
        buried.clear();
        Map<String, Deque<OutboxQueue.Waiting>> byKey = new LinkedHashMap<>();
        for (OutboxQueue.Waiting event : events) {
            byKey.computeIfAbsent(event.key(), _ -> new ArrayDeque<>()).add(event);
        }
        Set<Long> arrived = new HashSet<>();
        while (!byKey.isEmpty()) {
            publishFirstOfEach(byKey.values(), arrived);
        }
        published += arrived.size();
        return new OutboxQueue.Outcome(arrived, buried);
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
            } else if (!buries(event, records.get(i), outcomes.get(i).get())) {
                queue.clear();
            }
        }
        queues.removeIf(Deque::isEmpty);
    }

    /** Whether the event is given up; otherwise it stays in the queue, and the key's later ones behind it. */
    private boolean buries(OutboxQueue.Waiting event, ProducerRecord<byte[], byte[]> record, Exception reason) {
        Optional<ShakerException> forGood = Refusals.of(record, reason);
        if (forGood.isEmpty() && isAway(reason)) {
            failure = reason;
            return false;
        }
        if (forGood.isEmpty() && refusedSince.apply(event.key()).compareTo(patience) > 0) {
            forGood = Optional.of(new ShakerException(ErrorCode.PATIENCE_ENDED, "an event for " + event.topic()
                    + " could not be sent for " + patience + " although the broker is there: " + reason, reason)
                    .with("topic", event.topic()));
        }
        if (forGood.isEmpty()) {
            refused.put(event.key(), reason);
            return false;
        }
        buried.put(event.sequence(), forGood.get());
        burials.accept(new Burial(event.topic(), event.key(), forGood.get()));
        return true;
    }

    /** Whether nothing can be sent at all at the moment: nobody is there, or this process is not let in. */
    private static boolean isAway(Exception reason) {
        return FailureClass.of(reason) == FailureClass.TRANSIENT || reason instanceof AuthenticationException
                || reason instanceof AuthorizationException || reason instanceof ConfigException
                || reason.getCause() instanceof ConfigException;
    }

    private static ProducerRecord<byte[], byte[]> record(OutboxQueue.Waiting event) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(event.topic(), null, event.key().getBytes(UTF_8),
                event.body());
        event.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }
}
