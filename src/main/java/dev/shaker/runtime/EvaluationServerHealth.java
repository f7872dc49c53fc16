package dev.shaker.runtime;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthType;
import io.smallrye.health.registry.HealthRegistries;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import dev.shaker.error.ShakerException;
import dev.shaker.served.ServerAccess;
import dev.shaker.served.ServerProbe;

/** An evaluator is ready where the server that it asks says that it works; while it is away, no evaluation's patience ends. */
@ApplicationScoped
class EvaluationServerHealth implements HealthCheck {
    static final String NAME = "evaluation server";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EvaluationConfig config;

    EvaluationServerHealth(EvaluationConfig config) {
        this.config = config;
    }

    void register(@Observes StartupEvent event, Role role) {
        if (role.includes(Role.EVALUATOR) && config.server().url().isPresent()) {
            HealthRegistries.getRegistry(HealthType.READINESS).register(NAME,
                    new BackgroundCheck(NAME, this, PATIENCE).begun());
        }
    }

    @Override
    public HealthCheckResponse call() {
        ServerAccess access = ServerSettings.access(config.server()).orElseThrow();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named(NAME).withData("url", access.url().toString());
        try {
            ServerProbe.check(access, PATIENCE);
            return answer.up().build();
        } catch (ShakerException e) {
            return answer.down().withData("code", e.code().wire()).withData("error", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
