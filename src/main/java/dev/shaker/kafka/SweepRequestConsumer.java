package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import dev.shaker.event.EventType;
import dev.shaker.event.SweepRequested;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.Channels;

/** Requests for sweeps, in the order of their space. */
@ApplicationScoped
class SweepRequestConsumer {
    private final Deliveries deliveries;
    private final EventHandler<SweepRequested> handler;

    SweepRequestConsumer(Deliveries deliveries, EventHandler<SweepRequested> handler) {
        this.deliveries = deliveries;
        this.handler = handler;
    }

    @Incoming(Channels.SWEEP_REQUEST)
    @Blocking(ordered = false) // In the order of a partition: throttled.ordered.
    void consume(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(record, EventType.SWEEP_REQUEST, SweepRequested.class, handler);
    }
}
