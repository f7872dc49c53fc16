package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import dev.shaker.event.EvaluationMeasured;
import dev.shaker.event.EventType;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.Channels;

/** What others have measured. */
@ApplicationScoped
class EvaluationMeasuredConsumer {
    private final Deliveries deliveries;
    private final EventHandler<EvaluationMeasured> handler;

    EvaluationMeasuredConsumer(Deliveries deliveries, EventHandler<EvaluationMeasured> handler) {
        this.deliveries = deliveries;
        this.handler = handler;
    }

    @Incoming(Channels.EVALUATION_MEASURED)
    @Blocking(ordered = false) // In the order of a partition: throttled.ordered.
    void consume(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(record, EventType.EVALUATION_MEASURED, EvaluationMeasured.class, handler);
    }
}
