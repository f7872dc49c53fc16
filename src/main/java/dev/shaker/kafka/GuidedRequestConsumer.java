package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import dev.shaker.event.EventType;
import dev.shaker.event.GuidedRequested;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.Channels;

/** Requests for searches, and what takes them further, in the order of their space. */
@ApplicationScoped
class GuidedRequestConsumer {
    private final Deliveries deliveries;
    private final EventHandler<GuidedRequested> handler;

    GuidedRequestConsumer(Deliveries deliveries, EventHandler<GuidedRequested> handler) {
        this.deliveries = deliveries;
        this.handler = handler;
    }

    @Incoming(Channels.GUIDED_REQUEST)
    @Blocking(ordered = false) // In the order of a partition: throttled.ordered.
    void consume(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(record, EventType.GUIDED_REQUEST, GuidedRequested.class, handler);
    }
}
