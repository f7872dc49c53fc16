package dev.shaker.db;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventData;
import dev.shaker.event.EventIds;
import dev.shaker.event.EventMessage;
import dev.shaker.event.Json;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.OutboxFilled;

/** The outbox as rows of the caller's transaction; outside of one it refuses. */
@ApplicationScoped
class TransactionalOutbox implements Outbox {
    /** CloudEvents source of everything that leaves here; ids are unique under it whatever the process. */
    static final String SOURCE = "/shaker";

    /** Below the 1 MiB of a topic without a limit of its own, headers included. */
    private static final int MOST_BYTES = 1_000_000;

    private final EventCodec codec = new EventCodec();
    private final Event<OutboxFilled> filled;
    private final Clock clock;

    TransactionalOutbox(Event<OutboxFilled> filled, Clock clock) {
        this.filled = filled;
        this.clock = clock;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public String add(EventData event) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String id = EventIds.next(now);
        put(new Envelope<>(id, SOURCE, now, event), now);
        return id;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void forward(Envelope<?> event) {
        put(event, clock.instant());
    }

    /** What the broker will never take would hold up everything behind it: its transaction fails instead. */
    private static void checkSize(EventMessage message) {
        int bytes = message.body().length;
        if (bytes > MOST_BYTES) {
            throw new ShakerException(ErrorCode.EVENT_TOO_LARGE,
                    "an event of " + bytes + " bytes for " + message.topic()
                            + ", which takes at most " + MOST_BYTES
                            + ": leave out what is not needed, and point to large things by"
                            + " their location")
                    .with("topic", message.topic()).with("bytes", bytes);
        }
    }

    private void put(Envelope<?> event, Instant now) {
        EventMessage message = codec.encode(event);
        checkSize(message);
        OutboxRecord row = new OutboxRecord();
        row.topic = message.topic();
        row.key = message.key();
        row.headers = new String(Json.bytes(message.headers()), java.nio.charset.StandardCharsets.UTF_8);
        row.payload = message.body();
        row.createdAt = now;
        row.persist();
        filled.fire(new OutboxFilled());
    }
}
