package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.pipeline.ResultListener;
import dev.shaker.runtime.Channels;

/**
 * Results as they come, for everybody who watches: every gateway has a group of its own and hears all of them from its
 * start on. Nothing depends on one that is missed; what can be looked up is in the database.
 */
@ApplicationScoped
class ResultEventsConsumer {
    private static final Logger LOG = Logger.getLogger(ResultEventsConsumer.class);

    private final EventCodec codec = new EventCodec();
    private final Instance<ResultListener> listeners;

    ResultEventsConsumer(Instance<ResultListener> listeners) {
        this.listeners = listeners;
    }

    @Incoming(Channels.RESULTS)
    @Blocking
    void consume(ConsumerRecord<byte[], byte[]> record) {
        try {
            Envelope<?> event = codec.decode(Headers.of(record), record.value(), Headers.time(record));
            for (ResultListener listener : listeners) {
                listener.onEvent(event);
            }
        } catch (RuntimeException e) {
            LOG.warnf(e, "result event %s is not shown", Headers.place(record));
        }
    }
}
