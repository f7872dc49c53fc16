package dev.shaker.store;

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
import dev.shaker.runtime.BackgroundCheck;
import dev.shaker.runtime.Role;

/** Ready where the own bucket can be reached. */
@ApplicationScoped
public class StoreHealth implements HealthCheck {
    static final String NAME = "object store";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ObjectStore objects;
    private final StoreSettings settings;

    StoreHealth(ObjectStore objects, StoreSettings settings) {
        this.objects = objects;
        this.settings = settings;
    }

    void register(@Observes StartupEvent event, Role role) {
        if (role != Role.MIGRATE) {
            HealthRegistries.getRegistry(HealthType.READINESS).register(NAME,
                    new BackgroundCheck(NAME, this, PATIENCE).begun());
        }
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named(NAME)
                .withData("endpoint", settings.endpoint().toString()).withData("bucket", settings.bucket());
        try {
            objects.ping();
            return answer.up().build();
        } catch (ShakerException e) {
            return answer.down().withData("code", e.code().wire()).withData("error", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
