package dev.shaker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import dev.shaker.stack.StackResource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

/** A producer and reader as anybody outside would have them. */
final class Wire implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String bootstrap;

    Wire() {
        bootstrap = String.valueOf(StackResource.settings().get("kafka.bootstrap.servers"));
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "linger.ms", 0),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    static String trainCompleted(String space, long seed) {
        return """
                {"space": "%s", "domain": {"name": "reviews", "labels": ["bad", "good"]},
                 "adapter": {"location": "s3://shaker/adapters/reviews/"},
                 "baseModel": {"name": "base", "location": "s3://shaker/base/"}, "initSeed": %d}"""
                .formatted(space, seed);
    }

    void trainCompleted(String id, String space, long seed) {
        send("shaker.train-completed", space, headers(id, "dev.shaker.train-completed.v1"),
                trainCompleted(space, seed).getBytes(UTF_8));
    }

    static Map<String, String> headers(String id, String type) {
        return Map.of("ce_specversion", "1.0", "ce_id", id, "ce_source", "/test", "ce_type", type, "content-type",
                "application/json");
    }

    void send(String topic, @Nullable String key, Map<String, String> headers, byte @Nullable [] body) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, null,
                key == null ? null : key.getBytes(UTF_8), body);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        send(record);
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (java.util.concurrent.ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All records of a topic, from its beginning to its present end. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrap),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    List<ConsumerRecord<byte[], byte[]>> withKey(String topic, String key) {
        return all(topic).stream().filter(record -> record.key() != null && key.equals(new String(record.key(), UTF_8)))
                .toList();
    }

    /** Sets an option of a topic, and waits until the broker goes by it. */
    void configure(String topic, String name, String value) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            admin.incrementalAlterConfigs(Map.of(resource, List.of(
                    new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)))).all().get();
            await().until(() -> value
                    .equals(admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value()));
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
