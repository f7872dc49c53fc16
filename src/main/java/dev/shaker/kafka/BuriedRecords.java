package dev.shaker.kafka;

import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

import dev.shaker.error.ShakerException;
import dev.shaker.pipeline.BuriedEvents.Buried;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Records as buried events and back, bytes and headers as they came. */
final class BuriedRecords {
    private BuriedRecords() {
    }

    /** A record that is no event anybody can work, and that its dead letter topic does not take. */
    static Buried of(ConsumerRecord<byte[], byte[]> record, ShakerException cause) {
        List<dev.shaker.pipeline.BuriedEvents.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            if (!Headers.isOurs(header.key())) {
                headers.add(new dev.shaker.pipeline.BuriedEvents.Header(header.key(), header.value()));
            }
        }
        return new Buried(record.topic(), record.key(), headers, record.value(), true, cause.code().wire(),
                Headers.shortened(cause.getMessage()));
    }

    /** What is put back: worked as a new event where it was worked before. */
    static ProducerRecord<byte[], byte[]> original(long id, Buried event) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(event.topic(), null, event.key(),
                event.payload());
        event.headers().forEach(header -> record.headers().add(header.name(), header.value()));
        if (event.arrived()) {
            record.headers().add(Headers.REPLAY, ("buried-" + id).getBytes(UTF_8));
        }
        return record;
    }
}
