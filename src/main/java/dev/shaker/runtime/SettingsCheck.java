package dev.shaker.runtime;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.Config;

/** Looks at the names of all settings before anything else starts. */
@ApplicationScoped
class SettingsCheck {
    void check(@Observes @Priority(1) StartupEvent event, Config config, @Any Instance<KnownSettings> settings) {
        new UnknownSettings(settings.stream().toList()).check(config.getPropertyNames(), System.getenv().keySet());
    }

    @Produces
    @Dependent
    KnownSettings attack() {
        return new KnownSettings("shaker.attack", AttackConfig.class);
    }

    @Produces
    @Dependent
    KnownSettings delivery() {
        return new KnownSettings("shaker.delivery", DeliveryConfig.class);
    }

    @Produces
    @Dependent
    KnownSettings evaluation() {
        return new KnownSettings("shaker.evaluation", EvaluationConfig.class);
    }

    @Produces
    @Dependent
    KnownSettings fsd() {
        return new KnownSettings("shaker.fsd", FsdConfig.class);
    }

    @Produces
    @Dependent
    KnownSettings idempotency() {
        return new KnownSettings("shaker.idempotency", IdempotencyConfig.class);
    }

    @Produces
    @Dependent
    KnownSettings mixer() {
        return new KnownSettings("shaker.mixer", MixerConfig.class);
    }
}
