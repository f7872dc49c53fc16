package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import dev.shaker.event.EventType;
import dev.shaker.event.TrainCompleted;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.Channels;

/** Trained adapters, in the order of their space. */
@ApplicationScoped
class TrainCompletedConsumer {
    private final Deliveries deliveries;
    private final EventHandler<TrainCompleted> handler;

    TrainCompletedConsumer(Deliveries deliveries, EventHandler<TrainCompleted> handler) {
        this.deliveries = deliveries;
        this.handler = handler;
    }

    @Incoming(Channels.TRAIN_COMPLETED)
    @Blocking(ordered = false) // In the order of a partition: throttled.ordered.
    void consume(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(record, EventType.TRAIN_COMPLETED, TrainCompleted.class, handler);
    }
}
