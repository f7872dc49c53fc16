package dev.shaker.kafka;

import java.util.Objects;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

import dev.shaker.error.ShakerException;
import dev.shaker.event.Topics;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Keeps records that nobody could work: their bytes as they came, and why, on {@code <topic>.dlq}. */
@ApplicationScoped
class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final int MAX_MESSAGE = 2_000;

    private final Patience patience;
    private final ReliableProducer producer;

    DeadLetters(BrokerSettings settings, Patience patience) {
        this.patience = patience;
        this.producer = new ReliableProducer(settings, "shaker-dead-letters");
    }

    /** Returns when the broker has the record, however long that takes. */
    void bury(ConsumerRecord<byte[], byte[]> record, ShakerException cause) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.deadLetter(record.topic()), null,
                record.key(), record.value());
        for (Header header : record.headers()) {
            if (!Headers.isOurs(header.key())) {
                letter.headers().add(header);
            }
        }
        String message = Objects.requireNonNullElse(cause.getMessage(), "");
        add(letter, Headers.ERROR_CODE, cause.code().wire());
        add(letter, Headers.ERROR_MESSAGE,
                message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + " …" : message);
        add(letter, Headers.ORIGINAL_TOPIC, record.topic());
        add(letter, Headers.ORIGINAL_PARTITION, Integer.toString(record.partition()));
        add(letter, Headers.ORIGINAL_OFFSET, Long.toString(record.offset()));
        patience.insist("dead letter of " + Headers.place(record), () -> producer.send(letter), () -> {
        });
        LOG.errorf("%s is a dead letter: %s: %s", Headers.place(record), cause.code().wire(), message);
    }

    @PreDestroy
    void close() {
        producer.close();
    }

    private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(UTF_8));
    }
}
