package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.annotations.Blocking;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import dev.shaker.event.EventType;
import dev.shaker.event.VerdictReached;
import dev.shaker.outbound.OutboundTargets;
import dev.shaker.outbound.OutboundVerdicts;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.runtime.Channels;

/** Verdicts for MLflow's registry, in the order of their space; a group of its own, so that no webhook holds it up. */
@ApplicationScoped
class VerdictMlflowConsumer {
    private final Deliveries deliveries;
    private final OutboundVerdicts handler;

    VerdictMlflowConsumer(Deliveries deliveries, OutboundTargets targets, EffectOnce effects) {
        this.deliveries = deliveries;
        this.handler = new OutboundVerdicts("outbound-mlflow", targets.mlflow(), effects);
    }

    @Incoming(Channels.VERDICT_MLFLOW)
    @Blocking(ordered = false) // In the order of a partition: throttled.ordered.
    void consume(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(record, EventType.VERDICT, VerdictReached.class, handler);
    }
}
