package dev.shaker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.runtime.DevelopmentStack;
import dev.shaker.stack.StackProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Broker, database and store, killed all three under a running Shaker and started again; and Shaker told to end at work. */
@Tag("proof")
class NeighboursAwayIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SAMPLE = 13;

    private final Path directory;
    private final int port;

    NeighboursAwayIT(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        this.directory = directory;
        this.port = Launched.freePort();
    }

    @Test
    void workGoesOnWhenKilledServersAreBackAndWhenShakerItselfWasToldToEnd() throws Exception {
        Path servers = directory.resolve("servers");
        DevelopmentStack stack = StackProcess.start(servers);
        try {
            Map<String, String> addresses = Launched.environment(stack.settings());
            try (Launched up = Launched.run(directory, port, addresses, "up").started()) {
                // Given
                up.publishSample("mini");
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> generation(up) >= 1);

                // When
                stack.kill();
                assertThat(generation(up)).isLessThanOrEqualTo(SAMPLE);
                stack = StackProcess.start(servers);

                // Then
                assertThat(Launched.environment(stack.settings())).isEqualTo(addresses);
                await().atMost(PATIENCE).until(() -> generation(up) == SAMPLE);
                assertThat(up.get("/spaces/mini/adapters").path("items")).hasSize(SAMPLE);
                assertThat(up.get("/spaces/mini/rejections").path("items")).isEmpty();
                assertThat(up.post("/spaces/mini/mixtures", """
                        {"requestId": "all", "select": {"strategy": "greedy", "size": 13}}""")).isEqualTo(202);
            }
            try (Launched up = Launched.run(directory, port, addresses, "up").started()) {
                awaitEvaluated(up, "all", SAMPLE);
                assertThat(generation(up)).isEqualTo(SAMPLE);
                assertThat(up.get("/spaces/mini/mixtures").path("items")).hasSize(1);
            }
        } finally {
            stack.close();
        }
    }

    private static void awaitEvaluated(Launched up, String requestId, int domains) {
        String id = await().atMost(PATIENCE).until(() -> up.get("/spaces/mini/mixture-requests/" + requestId),
                mixture -> !mixture.path("status").asText().equals("requested")).path("id").asText();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(up.get("/spaces/mini/mixtures/" + id).path("evaluations"))
                        .hasSize(domains).allMatch(view -> view.path("status").asText().equals("completed")
                                && view.path("aloneCorrect").asInt() > 0));
    }

    private static long generation(Launched up) {
        return up.find("/spaces/mini").map(space -> space.path("generation").asLong()).orElse(0L);
    }
}
