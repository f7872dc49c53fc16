package dev.shaker.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.junit.jupiter.api.Test;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** All roles in one process: which channels have a consumer, whether the relay runs, what answers over HTTP. RolesIT has each alone. */
@QuarkusTest
@TestProfile(ProbeProfile.class)
class AllRoleTest {
    private static final Set<String> CHANNELS = Set.of("train_completed", "adapter_withdrawn", "mixture_request",
            "sweep_request", "guided_request", "evaluation_request", "evaluation_measured", "results",
            "verdict_webhook", "verdict_mlflow");

    @Inject
    ChannelRegistry channels;
    @Inject
    KafkaClientService clients;

    @Test
    void everyChannelIsOpen() {
        assertThat(clients.getConsumerChannels()).isEqualTo(CHANNELS);
        assertThat(channels.getIncomingNames()).isEqualTo(CHANNELS);
        assertThat(clients.getProducerChannels()).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName)).contains("outbox-relay");
    }

    @Test
    void everyHealthCheckAnswersAndAllAreUp() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/q/health").then().statusCode(200));
        assertThat(new HashSet<>(given().get("/q/health").jsonPath().<String>getList("checks.name"))).isEqualTo(
                Set.of("Database connections health check", "SmallRye Reactive Messaging - liveness check",
                        "SmallRye Reactive Messaging - readiness check", "SmallRye Reactive Messaging - startup check",
                        "object store", "broker", "outbox", "events in hand", "evaluation progress"));
    }

    @Test
    void thePageAndTheMetricsAnswer() {
        for (String path : List.of("/", "/q/metrics")) {
            given().get(path).then().statusCode(200);
        }
    }
}
