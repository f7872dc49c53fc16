package dev.shaker.kafka;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

import dev.shaker.error.ShakerException;
import dev.shaker.event.AdapterRejected;
import dev.shaker.event.CloudEvents;
import dev.shaker.event.EventData;
import dev.shaker.event.EventType;
import dev.shaker.event.Failure;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureFailed;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.Outbox;

/**
 * Records that are no event: a dead letter, and a rejection event where the record's key says which space would want to
 * know.
 */
@ApplicationScoped
class UnreadableRecords {
    private static final Logger LOG = Logger.getLogger(UnreadableRecords.class);
    private static final String CONSUMER = "unreadable";
    private static final int MAX_SPACE = 100;

    private final DeadLetters deadLetters;
    private final Patience patience;
    private final EffectOnce once;
    private final Outbox outbox;

    UnreadableRecords(DeadLetters deadLetters, Patience patience, EffectOnce once, Outbox outbox) {
        this.deadLetters = deadLetters;
        this.patience = patience;
        this.once = once;
        this.outbox = outbox;
    }

    void putAside(ConsumerRecord<byte[], byte[]> record, EventType expected, ShakerException cause) {
        deadLetters.bury(record, cause);
        try {
            rejection(record, expected, cause).ifPresent(event -> publish(record, event));
        } catch (StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            // The dead letter is kept already; without its rejection event the pipeline must still go on.
            LOG.errorf(e, "no rejection event was published for dead letter %s", Headers.place(record));
        }
    }

    private void publish(ConsumerRecord<byte[], byte[]> record, EventData event) {
        // Offsets begin again when a topic is made anew, its records' times do not.
        String identity = Headers.place(record) + "@" + record.timestamp();
        patience.insist("rejection of " + Headers.place(record),
                () -> once.apply(CONSUMER, identity, () -> outbox.add(event)), () -> {
                });
    }

    private static Optional<EventData> rejection(ConsumerRecord<byte[], byte[]> record, EventType expected,
            ShakerException cause) {
        String space = Headers.text(record.key()).orElse("");
        if (space.isBlank() || space.length() > MAX_SPACE || space.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        String id = Headers.one(record, CloudEvents.PREFIX + "id").orElseGet(() -> Headers.place(record));
        return switch (expected) {
            case TRAIN_COMPLETED, ADAPTER_WITHDRAWN ->
                Optional.of(new AdapterRejected(space, null, null, id, Failure.of(cause)));
            case MIXTURE_REQUEST -> Optional.of(new MixtureFailed(requestId(record).orElse(id), space,
                    Failure.of(cause)));
            default -> Optional.empty();
        };
    }

    /** What the caller waits for, where at least that can be read. */
    private static Optional<String> requestId(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            String id = Json.tree(record.value()).path("requestId").asText();
            return id.isBlank() || id.length() > 200 ? Optional.empty() : Optional.of(id);
        } catch (ShakerException e) {
            return Optional.empty();
        }
    }
}
