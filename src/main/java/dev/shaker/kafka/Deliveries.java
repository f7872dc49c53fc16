package dev.shaker.kafka;

import java.util.Map;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventData;
import dev.shaker.event.EventType;
import dev.shaker.pipeline.Attempts;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.DeliveryConfig;
import dev.shaker.runtime.Meters;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE;

/**
 * Brings one record to its use case. When this returns the record is dealt with, whatever was in it, and may be
 * acknowledged: worked, rejected, or kept as a dead letter. It throws only when the process is going down.
 */
@ApplicationScoped
class Deliveries {
    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    private static final int ATTEMPTS = 3;

    private final EventCodec codec = new EventCodec();
    private final Patience patience;
    private final DeadLetters deadLetters;
    private final UnreadableRecords unreadable;
    private final Attempts attempts;
    private final EventsInHand inHand;
    private final ProcessEnd end;
    private final DeliveryConfig config;
    private final MeterRegistry meters;

    Deliveries(Patience patience, DeadLetters deadLetters, UnreadableRecords unreadable, Attempts attempts,
            EventsInHand inHand, ProcessEnd end, DeliveryConfig config, MeterRegistry meters) {
        this.end = end;
        this.attempts = attempts;
        this.inHand = inHand;
        this.config = config;
        this.patience = patience;
        this.deadLetters = deadLetters;
        this.unreadable = unreadable;
        this.meters = meters;
    }

    <T extends EventData> void deliver(ConsumerRecord<byte[], byte[]> record, EventType type, Class<T> data,
            EventHandler<T> handler) {
        inHand.take(handler.consumer(), Headers.place(record));
        try {
            dealWith(record, type, data, handler);
        } catch (StoppedException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // Whatever is thrown out of a consumer ends its channel for good.
            LOG.errorf(e, "%s of %s failed around its work", handler.consumer(), Headers.place(record));
            deadLetters.bury(record, asCoded(e));
            count(handler, "failed");
        } finally {
            inHand.end();
        }
    }

    private <T extends EventData> void dealWith(ConsumerRecord<byte[], byte[]> record, EventType type, Class<T> data,
            EventHandler<T> handler) {
        Envelope<T> event;
        try {
            event = read(record, type, data);
        } catch (ShakerException e) {
            unreadable.putAside(record, type, e);
            count(handler, "unreadable");
            return;
        }
        inHand.begin(handler.consumer(), event.identity());
        try {
            count(handler, workOrPark(record, event, handler));
            // A row that stays because the process dies here is met once more, by an event that is known to be worked.
            patience.insist("end of " + event.identity(), () -> attempts.end(handler.consumer(), event.identity()),
                    () -> countRetry(handler));
        } catch (BrokenException e) {
            throw e;
        } catch (StoppedException e) {
            forget(handler.consumer(), event.identity());
            throw e;
        }
    }

    /** What is in hand when the process is told to end is not to blame for its end. */
    void stop(@Observes @Priority(LIBRARY_BEFORE) ShutdownEvent event) {
        inHand.all().forEach(left -> forget(left.consumer(), left.identity()));
    }

    private void forget(String consumer, String identity) {
        try {
            attempts.end(consumer, identity);
        } catch (RuntimeException e) {
            LOG.debugf(e, "the attempt at %s stays noted", identity);
        }
    }

    private <T extends EventData> String workOrPark(ConsumerRecord<byte[], byte[]> record, Envelope<T> event,
            EventHandler<T> handler) {
        int[] died = new int[1];
        patience.insist("note of " + event.identity(),
                () -> died[0] = attempts.begin(handler.consumer(), event.identity()), () -> countRetry(handler));
        if (died[0] < config.deaths()) {
            return work(record, event, handler);
        }
        park(record, event, handler, new ShakerException(ErrorCode.WORKER_DIED, died[0]
                + " processes died while they worked this event, of memory most likely; it is kept as a dead letter: replay it"
                + " once what it names is smaller or processes have more memory").with("deaths", died[0]));
        return "parked";
    }

    private <T extends EventData> void park(ConsumerRecord<byte[], byte[]> record, Envelope<T> event,
            EventHandler<T> handler, ShakerException cause) {
        deadLetters.bury(record, cause);
        reject(record, event, handler, cause);
    }

    private <T extends EventData> Envelope<T> read(ConsumerRecord<byte[], byte[]> record, EventType type,
            Class<T> data) {
        Map<String, String> headers = Headers.of(record);
        Envelope<T> event = codec.decode(headers, record.value(), Headers.time(record), type, data);
        String replay = headers.get(Headers.REPLAY);
        return replay == null ? event : event.replayed(replay);
    }

    private <T extends EventData> String work(ConsumerRecord<byte[], byte[]> record, Envelope<T> event,
            EventHandler<T> handler) {
        String what = handler.consumer() + " of " + event.identity();
        for (int attempt = 1;; attempt++) {
            try {
                patience.insistWithin(config.patience(), what, () -> handler.handle(event), () -> countRetry(handler));
                return "done";
            } catch (StoppedException e) {
                throw e;
            } catch (RuntimeException | VirtualMachineError | LinkageError | AssertionError e) {
                FailureClass kind = FailureClass.of(e);
                if (kind == FailureClass.FATAL) {
                    // Not in hand any more when the end of the process is heard of: its row stays and counts.
                    inHand.end();
                    throw end.broken(what, e);
                }
                if (kind == FailureClass.DEVICE) {
                    throw end.without(what, e);
                }
                if (e instanceof ShakerException ended && ended.code() == ErrorCode.PATIENCE_ENDED) {
                    park(record, event, handler, ended);
                    return "parked";
                }
                if (kind == FailureClass.POISON) {
                    reject(record, event, handler, asCoded(e));
                    return "rejected";
                }
                if (attempt == ATTEMPTS) {
                    LOG.errorf(e, "%s failed %d times and is rejected", what, attempt);
                    park(record, event, handler, asCoded(e));
                    return "failed";
                }
                LOG.warnf(e, "%s failed unexpectedly at attempt %d of %d", what, attempt, ATTEMPTS);
                patience.pause(what, attempt);
            }
        }
    }

    private <T extends EventData> void reject(ConsumerRecord<byte[], byte[]> record, Envelope<T> event,
            EventHandler<T> handler, ShakerException cause) {
        String what = "rejection by " + handler.consumer() + " of " + event.identity();
        try {
            patience.insist(what, () -> handler.reject(event, cause), () -> countRetry(handler));
            LOG.warnf("%s rejected %s: %s: %s", handler.consumer(), event.identity(), cause.code().wire(),
                    cause.getMessage());
        } catch (StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s failed; the record is kept as a dead letter", what);
            deadLetters.bury(record, cause);
        }
    }

    /** The cause with a code, the innermost that has one. */
    private static ShakerException asCoded(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShakerException coded) {
                return coded;
            }
        }
        return new ShakerException(ErrorCode.INTERNAL, "the event could not be worked because of an unexpected "
                + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                + "; it is kept as a dead letter and can be replayed", failure);
    }

    private void count(EventHandler<?> handler, String outcome) {
        meters.counter(Meters.EVENTS, "consumer", handler.consumer(), "outcome", outcome).increment();
    }

    private void countRetry(EventHandler<?> handler) {
        meters.counter(Meters.EVENT_RETRIES, "consumer", handler.consumer()).increment();
    }
}
