package dev.shaker.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.inject.Inject;

import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.junit.jupiter.api.Test;

import dev.shaker.runtime.Role;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** The application started in each role: which channels have a consumer, whether the relay runs, what answers over HTTP. */
abstract class RoleChannels {
    @Inject
    ChannelRegistry channels;
    @Inject
    KafkaClientService clients;

    private static final Set<String> COMMON_CHECKS = Set.of("Database connections health check",
            "SmallRye Reactive Messaging - liveness check", "SmallRye Reactive Messaging - readiness check",
            "SmallRye Reactive Messaging - startup check");

    private final Role role;
    private final Set<String> expected;

    RoleChannels(Role role, String... expected) {
        this.role = role;
        this.expected = Set.of(expected);
    }

    @Test
    void exactlyTheChannelsOfTheRoleAreOpen() {
        assertThat(clients.getConsumerChannels()).isEqualTo(expected);
        assertThat(channels.getIncomingNames()).isEqualTo(expected);
        assertThat(clients.getProducerChannels()).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .anyMatch("outbox-relay"::equals)).isEqualTo(role != Role.MIGRATE);
    }

    @Test
    void exactlyTheHealthChecksOfTheRoleAnswerAndAllAreUp() {
        // Given
        Set<String> checks = new HashSet<>(COMMON_CHECKS);
        if (role != Role.MIGRATE) {
            checks.add("object store");
            checks.add("broker");
            checks.add("outbox");
        }
        if (role == Role.FSD || role == Role.MIXER || role == Role.ALL) {
            checks.add("events in hand");
        }
        if (role == Role.EVALUATOR || role == Role.ALL) {
            checks.add("evaluation progress");
        }

        // Then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/q/health").then().statusCode(200).body("status", equalTo("UP")));
        assertThat(new HashSet<>(given().get("/q/health").jsonPath().<String>getList("checks.name")))
                .isEqualTo(checks);
        given().get("/q/metrics").then().statusCode(200);
    }

    @Test
    void restAndThePageAreTheGatewaysAlone() {
        boolean gateway = role == Role.GATEWAY || role == Role.ALL;
        given().get("/").then().statusCode(gateway ? 200 : 404);
        for (String path : List.of("/", "/api/v1/spaces", "/api/v1/events/stream", "/q/openapi")) {
            if (!gateway) {
                given().get(path).then().statusCode(404).contentType("application/problem+json")
                        .body("code", equalTo("resource-unknown"))
                        .body("detail", containsString("role " + role.label()))
                        .body("instance", equalTo(path));
            }
        }
    }
}
