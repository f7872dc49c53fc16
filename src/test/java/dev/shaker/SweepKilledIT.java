package dev.shaker;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.runtime.DevelopmentStack;
import dev.shaker.stack.StackProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A worker killed ten times in one sweep: what was finished stays as it was, what was not is done by the next worker. */
@Tag("proof")
class SweepKilledIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SAMPLE = 13;
    private static final int KILLS = 10;

    private final Path directory;
    private final int port;

    SweepKilledIT(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        this.directory = directory;
        this.port = Launched.freePort();
    }

    @Test
    void noFinishedShardIsLostOrRepeated() throws Exception {
        Random moments = new Random(7);
        try (DevelopmentStack stack = StackProcess.start(directory.resolve("servers"));
                Connection database = StackProcess.database(stack.settings())) {
            Map<String, String> addresses = Launched.environment(stack.settings());
            // Given
            try (Launched up = start(addresses)) {
                up.publishSample("mini");
                await().atMost(PATIENCE).until(
                        () -> up.find("/spaces/mini").map(space -> space.path("generation").asInt())
                                .orElse(0) == SAMPLE);
                assertThat(up.post("/spaces/mini/sweeps", """
                        {"sweepId": "killed", "sizes": {"from": 1, "to": 13}, "sample": {"perSize": 60, "seed": 3}}"""))
                        .isEqualTo(202);
                await().atMost(PATIENCE).until(() -> !finished(database).isEmpty());
                up.killApplication();
                assertThat(up.ended(PATIENCE)).isEqualTo(1);
            }

            // When
            for (int kill = 2; kill <= KILLS; kill++) {
                Map<String, String> before = finished(database);
                try (Launched up = start(addresses)) {
                    await().atMost(PATIENCE).until(() -> finished(database).size() > before.size());
                    Thread.sleep(moments.nextInt(1500));
                    assertThat(status(up)).as("the sweep was over before kill %s", kill).isEqualTo("running");
                    up.killApplication();
                    assertThat(up.ended(PATIENCE)).isEqualTo(1);
                }
                assertThat(finished(database)).containsAllEntriesOf(before);
            }
            Map<String, String> before = finished(database);

            // Then
            try (Launched up = start(addresses)) {
                await().atMost(PATIENCE.multipliedBy(3)).until(() -> !status(up).equals("running"));
                JsonNode sweep = up.get("/spaces/mini/sweeps/killed");
                assertThat(sweep.path("status").asText()).isEqualTo("completed");
                assertThat(sweep.path("done").asInt()).isEqualTo(sweep.path("total").asInt());
                assertThat(results(up)).hasSize(sweep.path("total").asInt());
                assertThat(finished(database)).containsAllEntriesOf(before).hasSize(sweep.path("shards").asInt())
                        .hasSizeGreaterThan(KILLS);
            }
        }
    }

    private Launched start(Map<String, String> addresses) throws Exception {
        Map<String, String> environment = new HashMap<>(addresses);
        // The killed worker's successor takes its name and with it its partitions; others wait for its session to end.
        environment.put("JAVA_TOOL_OPTIONS", "-Dmp.messaging.incoming.sweep_request.group.instance.id=worker"
                + " -Dmp.messaging.incoming.evaluation_request.group.instance.id=worker");
        return Launched.run(directory, port, environment, "up").started();
    }

    private static List<JsonNode> results(Launched up) {
        List<JsonNode> results = new ArrayList<>();
        String first = "/spaces/mini/sweeps/killed/results?limit=1000";
        for (String next = first; next != null;) {
            JsonNode page = up.get(next);
            page.path("items").forEach(results::add);
            next = page.hasNonNull("next") ? first + "&cursor=" + page.path("next").asText() : null;
        }
        return results;
    }

    private static String status(Launched up) {
        return up.get("/spaces/mini/sweeps/killed").path("status").asText();
    }

    /** Finished shards, each with when and how long: a repetition would change both. */
    private static Map<String, String> finished(Connection database) throws SQLException {
        Map<String, String> shards = new HashMap<>();
        try (var statement = database.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select id, finished_at || ' ' || seconds from sweep_shard where status = 'DONE'")) {
            while (rows.next()) {
                shards.put(rows.getString(1), rows.getString(2));
            }
        }
        return shards;
    }
}
