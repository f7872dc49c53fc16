package dev.shaker.pipeline;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventData;
import dev.shaker.event.EventMessage;
import dev.shaker.event.EventType;

/** A producer and a dashboard in one, as the outside sees Shaker: records in, records out, over the real broker. */
final class Wire implements AutoCloseable {
    private final EventCodec codec = new EventCodec();
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> seen = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean closing;

    Wire(String bootstrapServers, List<String> topics) {
        producer = new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ConsumerConfig.GROUP_ID_CONFIG,
                        "test-" + UUID.randomUUID(), ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(topics);
        reader = Thread.ofPlatform().daemon().start(() -> {
            while (!closing) {
                consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
            }
            consumer.close();
        });
    }

    void send(Envelope<?> event) {
        EventMessage message = codec.encode(event);
        send(message.topic(), message.key(), message.headers(), message.body());
    }

    void send(String topic, String key, Map<String, String> headers, byte[] body) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, body);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        var _ = producer.send(record);
        producer.flush();
    }

    /** All events of a kind that were seen so far, in the order of their partitions. */
    <T extends EventData> List<T> events(Class<T> type) {
        // Other tests leave records on the same broker that are no events at all.
        Set<String> wanted = Arrays.stream(EventType.values()).filter(event -> event.data() == type)
                .map(EventType::cloudEventsType).collect(Collectors.toSet());
        return seen.stream().filter(record -> !record.topic().endsWith(".dlq"))
                .filter(record -> wanted.contains(headers(record).get("ce_type")))
                .map(record -> codec.decode(headers(record), record.value(), Instant.EPOCH).data())
                .filter(type::isInstance).map(type::cast).toList();
    }

    List<ConsumerRecord<String, byte[]>> records(String topic) {
        return seen.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        reader.join();
        producer.close();
    }
}
