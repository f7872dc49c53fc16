package dev.shaker.kafka;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventData;
import dev.shaker.event.EventType;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.Meters;

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
    private final MeterRegistry meters;

    Deliveries(Patience patience, DeadLetters deadLetters, UnreadableRecords unreadable, MeterRegistry meters) {
        this.patience = patience;
        this.deadLetters = deadLetters;
        this.unreadable = unreadable;
        this.meters = meters;
    }

    <T extends EventData> void deliver(ConsumerRecord<byte[], byte[]> record, EventType type, Class<T> data,
            EventHandler<T> handler) {
        Envelope<T> event;
        try {
            event = read(record, type, data);
        } catch (ShakerException e) {
            unreadable.putAside(record, type, e);
            count(handler, "unreadable");
            return;
        }
        count(handler, work(record, event, handler));
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
                patience.insist(what, () -> handler.handle(event), () -> countRetry(handler));
                return "done";
            } catch (StoppedException e) {
                throw e;
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
                if (FailureClass.of(e) == FailureClass.POISON) {
                    reject(record, event, handler, asCoded(e));
                    return "rejected";
                }
                if (attempt == ATTEMPTS) {
                    LOG.errorf(e, "%s failed %d times and is rejected", what, attempt);
                    deadLetters.bury(record, asCoded(e));
                    reject(record, event, handler, asCoded(e));
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
