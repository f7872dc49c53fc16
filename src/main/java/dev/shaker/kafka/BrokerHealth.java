package dev.shaker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthType;
import io.smallrye.health.registry.HealthRegistries;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;

import dev.shaker.event.Topics;
import dev.shaker.runtime.BackgroundCheck;
import dev.shaker.runtime.Role;

/** Ready where the broker answers and lets this process see its topics: one that hangs or denies takes no event. */
@ApplicationScoped
class BrokerHealth implements HealthCheck {
    static final String NAME = "broker";
    private static final int TIMEOUT_MILLIS = 4_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BrokerSettings settings;
    private @Nullable Admin admin;

    BrokerHealth(BrokerSettings settings) {
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
        try {
            client().describeTopics(List.of(Topics.TRAIN_COMPLETED)).allTopicNames().get(TIMEOUT_MILLIS,
                    TimeUnit.MILLISECONDS);
            return HealthCheckResponse.named(NAME).up().build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down(e);
        } catch (ExecutionException e) {
            return down(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | RuntimeException e) {
            return down(e);
        }
    }

    private synchronized Admin client() {
        Admin known = admin;
        if (known == null) {
            known = Admin.create(settings.with(Map.of(AdminClientConfig.CLIENT_ID_CONFIG, "shaker-health",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)));
            admin = known;
        }
        return known;
    }

    private static HealthCheckResponse down(Throwable cause) {
        return HealthCheckResponse.named(NAME).down().withData("error", cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage())).build();
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
