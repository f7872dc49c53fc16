package dev.shaker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Topics;
import dev.shaker.pipeline.BuriedEvents;
import dev.shaker.pipeline.DeadLetterReplay;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads {@code <topic>.dlq} from where the last replay ended and sends each record to its topic, bytes and headers as
 * they came, and then the events that are buried in the database. The header {@code x-replay} names the dead letter: the consumer
 * works it as a new event, once.
 */
@ApplicationScoped
class KafkaDeadLetterReplay implements DeadLetterReplay {
    private static final Logger LOG = Logger.getLogger(KafkaDeadLetterReplay.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration COUNT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BrokerSettings settings;
    private final BuriedEvents buried;

    KafkaDeadLetterReplay(BrokerSettings settings, BuriedEvents buried) {
        this.settings = settings;
        this.buried = buried;
    }

    @Override
    public synchronized int replay(String topic) {
        boolean worked = Topics.WORKED.contains(topic);
        if (!worked && !buried.waiting().containsKey(topic)) {
            throw new ShakerException(ErrorCode.RESOURCE_UNKNOWN, "'" + topic
                    + "' has no dead letters; name one of " + String.join(", ", Topics.WORKED)).with("topic", topic);
        }
        try (ReliableProducer producer = new ReliableProducer(settings, "shaker-replay")) {
            int count = 0;
            if (worked) {
                try (Consumer<byte[], byte[]> letters = consumer(topic)) {
                    count += replay(topic, letters, producer);
                }
            }
            // Last: what becomes a letter again is none of those above.
            count += putBack(topic, count, producer);
            LOG.infof("%d dead letters of %s were put back", count, topic);
            return count;
        } catch (RetriableException e) {
            throw away("dead letters of " + topic + " were put back", e);
        }
    }

    /** @throws ShakerException why the broker refuses them still, where nothing at all was put back */
    private int putBack(String topic, int letters, ReliableProducer producer) {
        List<ShakerException> refusals = new ArrayList<>();
        int count = buried.putBack(topic, (id, event) -> {
            try {
                producer.send(BuriedRecords.original(id, event));
                return true;
            } catch (ShakerException e) {
                if (e.isTransient()) {
                    throw e;
                }
                refusals.add(e);
                LOG.errorf("buried event %d stays where it is: %s", id, e.getMessage());
                return false;
            }
        });
        if (letters + count == 0 && !refusals.isEmpty()) {
            throw refusals.getFirst();
        }
        return count;
    }

    @Override
    public SortedMap<String, Long> waiting() {
        SortedMap<String, Long> waiting = new TreeMap<>(buried.waiting());
        for (String topic : Topics.WORKED) {
            try (Consumer<byte[], byte[]> letters = consumer(topic)) {
                waiting.merge(topic, waiting(topic, letters), Long::sum);
            } catch (RetriableException e) {
                throw away("dead letters were counted", e);
            }
        }
        return waiting;
    }

    private static long waiting(String topic, Consumer<byte[], byte[]> letters) {
        List<TopicPartition> partitions = partitions(topic, letters);
        Map<TopicPartition, Long> begins = letters.beginningOffsets(partitions, COUNT_PATIENCE);
        Map<TopicPartition, Long> ends = letters.endOffsets(partitions, COUNT_PATIENCE);
        Map<TopicPartition, OffsetAndMetadata> committed = letters.committed(Set.copyOf(partitions), COUNT_PATIENCE);
        long count = 0;
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            OffsetAndMetadata done = committed.get(partition);
            count += ends.getOrDefault(partition, 0L) - (done == null ? begin : Math.max(begin, done.offset()));
        }
        return count;
    }

    private static List<TopicPartition> partitions(String topic, Consumer<byte[], byte[]> letters) {
        return letters.partitionsFor(Topics.deadLetter(topic), COUNT_PATIENCE).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
    }

    private static ShakerException away(String during, RetriableException cause) {
        return new ShakerException(ErrorCode.BROKER_UNAVAILABLE,
                "the broker did not answer while " + during + ": " + cause.getMessage(), cause);
    }

    private static int replay(String topic, Consumer<byte[], byte[]> letters, ReliableProducer producer) {
        List<TopicPartition> partitions = partitions(topic, letters);
        letters.assign(partitions);
        Map<TopicPartition, Long> ends = letters.endOffsets(partitions, PATIENCE);
        Set<TopicPartition> open = new HashSet<>(partitions);
        int count = 0;
        open.removeIf(partition -> letters.position(partition) >= ends.getOrDefault(partition, 0L));
        while (!open.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> letter : letters.poll(POLL)) {
                TopicPartition partition = new TopicPartition(letter.topic(), letter.partition());
                if (letter.offset() < ends.getOrDefault(partition, 0L)) {
                    producer.send(original(topic, letter));
                    count++;
                } else {
                    letters.seek(partition, ends.getOrDefault(partition, 0L));
                    letters.pause(List.of(partition));
                    open.remove(partition);
                }
            }
            letters.commitSync(PATIENCE);
            open.removeIf(partition -> letters.position(partition) >= ends.getOrDefault(partition, 0L));
        }
        return count;
    }

    private static ProducerRecord<byte[], byte[]> original(String topic, ConsumerRecord<byte[], byte[]> letter) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, null, letter.key(), letter.value());
        for (Header header : letter.headers()) {
            if (!Headers.isOurs(header.key())) {
                record.headers().add(header);
            }
        }
        record.headers().add(Headers.REPLAY, (letter.partition() + "-" + letter.offset()).getBytes(UTF_8));
        return record;
    }

    private Consumer<byte[], byte[]> consumer(String topic) {
        return new KafkaConsumer<>(
                settings.with(Map.of(ConsumerConfig.GROUP_ID_CONFIG, "shaker-replay-" + topic,
                        ConsumerConfig.CLIENT_ID_CONFIG, "shaker-replay", ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest", ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false)),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
