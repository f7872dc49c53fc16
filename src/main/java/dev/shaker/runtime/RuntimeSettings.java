package dev.shaker.runtime;

import java.util.List;

/** The settings that the wiring itself reads. */
public final class RuntimeSettings implements SettingsOfRoom {
    @Override
    public List<KnownSettings> settings() {
        return List.of(new KnownSettings("shaker.attack", AttackConfig.class),
                new KnownSettings("shaker.delivery", DeliveryConfig.class),
                new KnownSettings("shaker.evaluation", EvaluationConfig.class),
                new KnownSettings("shaker.fsd", FsdConfig.class),
                new KnownSettings("shaker.idempotency", IdempotencyConfig.class),
                new KnownSettings("shaker.mixer", MixerConfig.class),
                new KnownSettings("shaker.outbound", OutboundConfig.class),
                new KnownSettings("shaker.outbox", OutboxConfig.class),
                new KnownSettings("shaker.topics", TopicsConfig.class));
    }
}
