package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.EventType;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.Channels;

/** Withdrawals of adapters, in the order of their space. */
@ApplicationScoped
class AdapterWithdrawnConsumer {
    private final Deliveries deliveries;
    private final EventHandler<AdapterWithdrawn> handler;

    AdapterWithdrawnConsumer(Deliveries deliveries, EventHandler<AdapterWithdrawn> handler) {
        this.deliveries = deliveries;
        this.handler = handler;
    }

    @Incoming(Channels.ADAPTER_WITHDRAWN)
    @Blocking(ordered = false) // In the order of a partition: throttled.ordered.
    void consume(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(record, EventType.ADAPTER_WITHDRAWN, AdapterWithdrawn.class, handler);
    }
}
