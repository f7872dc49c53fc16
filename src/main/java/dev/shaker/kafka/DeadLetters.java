package dev.shaker.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

import dev.shaker.error.ShakerException;
import dev.shaker.event.Topics;
import dev.shaker.pipeline.BuriedEvents;
import dev.shaker.runtime.Meters;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Keeps records that nobody could work: their bytes as they came, and why, on {@code <topic>.dlq}. What that topic does not
 * take either is buried in the database.
 */
@ApplicationScoped
class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final Patience patience;
    private final BuriedEvents buried;
    private final MeterRegistry meters;
    private final ReliableProducer producer;

    DeadLetters(BrokerSettings settings, Patience patience, BuriedEvents buried, MeterRegistry meters) {
        this.patience = patience;
        this.buried = buried;
        this.meters = meters;
        this.producer = new ReliableProducer(settings, "shaker-dead-letters");
    }

    /** What was never counted is not seen to grow the first time. */
    void start(@Observes StartupEvent event) {
        Topics.WORKED.forEach(this::count);
    }

    private Counter count(String topic) {
        return meters.counter(Meters.DEAD_LETTERS, "topic", topic);
    }

    /**
     * Returns when the record is kept, however long that takes.
     *
     * @throws StoppedException where the process stops first, and nothing else
     */
    void bury(ConsumerRecord<byte[], byte[]> record, ShakerException cause) {
        ProducerRecord<byte[], byte[]> letter = letter(record, cause);
        String what = "dead letter of " + Headers.place(record);
        for (int attempt = 1;; attempt++) {
            try {
                patience.insist(what, () -> keep(letter, record, cause), () -> {
                });
                count(record.topic()).increment();
                LOG.errorf("%s is a dead letter: %s: %s", Headers.place(record), cause.code().wire(),
                        Headers.shortened(cause.getMessage()));
                return;
            } catch (StoppedException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.errorf(e, "%s is kept by neither broker nor database; its partition waits", what);
                patience.pause(what, attempt);
            }
        }
    }

    private void keep(ProducerRecord<byte[], byte[]> letter, ConsumerRecord<byte[], byte[]> record,
            ShakerException cause) {
        try {
            producer.send(letter);
        } catch (ShakerException e) {
            if (e.isTransient()) {
                throw e;
            }
            LOG.errorf("%s; %s is buried in the database", e.getMessage(), Headers.place(record));
            buried.bury(BuriedRecords.of(record, cause));
        }
    }

    private static ProducerRecord<byte[], byte[]> letter(ConsumerRecord<byte[], byte[]> record,
            ShakerException cause) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.deadLetter(record.topic()), null,
                record.key(), record.value());
        for (Header header : record.headers()) {
            if (!Headers.isOurs(header.key())) {
                letter.headers().add(header);
            }
        }
        add(letter, Headers.ERROR_CODE, cause.code().wire());
        add(letter, Headers.ERROR_MESSAGE, Headers.shortened(cause.getMessage()));
        add(letter, Headers.ORIGINAL_TOPIC, record.topic());
        add(letter, Headers.ORIGINAL_PARTITION, Integer.toString(record.partition()));
        add(letter, Headers.ORIGINAL_OFFSET, Long.toString(record.offset()));
        return letter;
    }

    @PreDestroy
    void close() {
        producer.close();
    }

    private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(UTF_8));
    }
}
