package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import dev.shaker.event.EventType;
import dev.shaker.event.MixtureRequested;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.Channels;

/** Requests for mixtures, in the order of their space. */
@ApplicationScoped
class MixtureRequestConsumer {
    private final Deliveries deliveries;
    private final EventHandler<MixtureRequested> handler;

    MixtureRequestConsumer(Deliveries deliveries, EventHandler<MixtureRequested> handler) {
        this.deliveries = deliveries;
        this.handler = handler;
    }

    @Incoming(Channels.MIXTURE_REQUEST)
    @Blocking(ordered = false) // In the order of a partition: throttled.ordered.
    void consume(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(record, EventType.MIXTURE_REQUEST, MixtureRequested.class, handler);
    }
}
