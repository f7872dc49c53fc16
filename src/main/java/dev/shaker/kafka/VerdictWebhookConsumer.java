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

/** Verdicts for the webhook, in the order of their space. */
@ApplicationScoped
class VerdictWebhookConsumer {
    private final Deliveries deliveries;
    private final OutboundVerdicts handler;

    VerdictWebhookConsumer(Deliveries deliveries, OutboundTargets targets, EffectOnce effects) {
        this.deliveries = deliveries;
        this.handler = new OutboundVerdicts("outbound-webhook", targets.webhook(), effects);
    }

    @Incoming(Channels.VERDICT_WEBHOOK)
    @Blocking(ordered = false) // In the order of a partition: throttled.ordered.
    void consume(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(record, EventType.VERDICT, VerdictReached.class, handler);
    }
}
