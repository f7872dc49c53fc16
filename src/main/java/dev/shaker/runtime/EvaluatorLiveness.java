package dev.shaker.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthType;
import io.smallrye.health.registry.HealthRegistries;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * An evaluator lives as long as its evaluation gets on. One that stands still for too long is to be started anew: its request
 * is delivered again, to it or to another one.
 */
@ApplicationScoped
class EvaluatorLiveness implements HealthCheck {
    static final String NAME = "evaluation progress";

    private final EvaluationProgress progress;
    private final EvaluationConfig config;

    EvaluatorLiveness(EvaluationProgress progress, EvaluationConfig config) {
        this.progress = progress;
        this.config = config;
    }

    void register(@Observes StartupEvent event, Role role) {
        if (role.includes(Role.EVALUATOR)) {
            HealthRegistries.getRegistry(HealthType.LIVENESS).register(NAME, this);
        }
    }

    @Override
    public HealthCheckResponse call() {
        long seconds = progress.standstill().toSeconds();
        long limit = config.standstillLimit().toSeconds();
        return HealthCheckResponse.named(NAME).withData("standstill-seconds", seconds)
                .withData("limit-seconds", limit).status(seconds <= limit).build();
    }
}
