package dev.shaker.store;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import dev.shaker.error.ShakerException;

/** Ready where the own bucket can be reached. */
@Readiness
@ApplicationScoped
public class StoreHealth implements HealthCheck {
    private final ObjectStore objects;
    private final StoreSettings settings;

    StoreHealth(ObjectStore objects, StoreSettings settings) {
        this.objects = objects;
        this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("object store")
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
