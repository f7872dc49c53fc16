package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.EventType;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.Channels;

/** Work for this evaluator, one piece at a time. */
@ApplicationScoped
class EvaluationRequestConsumer {
    private final Deliveries deliveries;
    private final EventHandler<EvaluationRequested> handler;

    EvaluationRequestConsumer(Deliveries deliveries, EventHandler<EvaluationRequested> handler) {
        this.deliveries = deliveries;
        this.handler = handler;
    }

    @Incoming(Channels.EVALUATION_REQUEST)
    @Blocking
    void consume(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(record, EventType.EVALUATION_REQUEST, EvaluationRequested.class, handler);
    }
}
