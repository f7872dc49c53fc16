package dev.shaker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * An idempotent producer that waits for all in-sync replicas. After a failure it starts afresh, so that nothing given up
 * is sent behind the back of its caller. For one thread at a time.
 */
final class ReliableProducer implements AutoCloseable {
    private static final int BLOCK_MILLIS = 5_000;
    private static final int REQUEST_MILLIS = 5_000;
    private static final int DELIVERY_MILLIS = 10_000;
    private static final int MAX_REQUEST_BYTES = 16 << 20;

    private final BrokerSettings settings;
    private final String clientId;
    @Nullable
    private Producer<byte[], byte[]> producer;

    ReliableProducer(BrokerSettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
    }

    /**
     * Sends the records at once and waits for all.
     *
     * @return for each record empty, or why it did not arrive
     */
    synchronized List<Optional<Exception>> send(List<ProducerRecord<byte[], byte[]>> records) {
        List<Optional<Exception>> outcomes = new ArrayList<>(records.size());
        List<Future<RecordMetadata>> futures = new ArrayList<>(records.size());
        boolean failed = false;
        try {
            Producer<byte[], byte[]> current = current();
            for (ProducerRecord<byte[], byte[]> record : records) {
                futures.add(current.send(record));
            }
            for (Future<RecordMetadata> future : futures) {
                Optional<Exception> outcome = outcome(future);
                failed |= outcome.isPresent();
                outcomes.add(outcome);
            }
        } catch (KafkaException e) {
            failed = true;
            while (outcomes.size() < records.size()) {
                outcomes.add(outcomes.size() < futures.size()
                        ? outcome(futures.get(outcomes.size()))
                        : Optional.of(e));
            }
        }
        if (failed) {
            close();
        }
        return outcomes;
    }

    /**
     * @throws ShakerException BROKER_UNAVAILABLE where the broker did not acknowledge in time; EVENT_TOO_LARGE or EVENT_REFUSED
     *         where it never will
     */
    void send(ProducerRecord<byte[], byte[]> record) {
        send(List.of(record)).get(0).ifPresent(e -> {
            throw Refusals.of(record, e).orElseGet(() -> notSent(record, e));
        });
    }

    private static ShakerException notSent(ProducerRecord<byte[], byte[]> record, Exception cause) {
        ErrorCode code = FailureClass.of(cause) == FailureClass.TRANSIENT
                ? ErrorCode.BROKER_UNAVAILABLE
                : ErrorCode.INTERNAL;
        return new ShakerException(code,
                "the broker did not take a record for " + record.topic() + ": " + cause.getMessage(), cause)
                .with("topic", record.topic());
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    private Producer<byte[], byte[]> current() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = new KafkaProducer<>(settings.with(Map.of(ProducerConfig.CLIENT_ID_CONFIG, clientId,
                    ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                    ProducerConfig.LINGER_MS_CONFIG, 0, ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS,
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES)), new ByteArraySerializer(),
                    new ByteArraySerializer());
            producer = current;
        }
        return current;
    }

    private static Optional<Exception> outcome(Future<RecordMetadata> future) {
        try {
            future.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause() instanceof Exception cause ? cause : e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(e);
        }
    }
}
