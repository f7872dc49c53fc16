package dev.shaker;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
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

/** A process killed ten times in one search: nothing that was measured is measured again, and the answer is that of one left alone. */
@Tag("proof")
class SearchKilledIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int SAMPLE = 13;
    private static final int KILLS = 10;
    private static final String QUESTION = """
            {"guidedId": "%s", "objective": "largest", "drop": 0.05, "sizes": {"from": 1, "to": 4},
             "targets": [{"domain": "nli"}, {"domain": "films"}, {"domain": "reviews"}, {"domain": "duplicates"}],
             "budget": {"rows": 40000}, "seed": 5}""";

    private final Path directory;
    private final int port;

    SearchKilledIT(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        this.directory = directory;
        this.port = Launched.freePort();
    }

    @Test
    void theAnswerIsTheSameAndNoFinishedPartIsRepeated() throws Exception {
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
                assertThat(up.post("/spaces/mini/searches", QUESTION.formatted("killed"))).isEqualTo(202);
                await().atMost(PATIENCE).until(() -> !finished(database).isEmpty());
                up.killApplication();
                assertThat(up.ended(PATIENCE)).isEqualTo(1);
            }

            // When
            for (int kill = 2; kill <= KILLS; kill++) {
                Map<String, String> before = finished(database);
                try (Launched up = start(addresses)) {
                    await().atMost(PATIENCE).until(() -> finished(database).size() > before.size());
                    Thread.sleep(moments.nextInt(300));
                    assertThat(search(up, "killed").path("status").asText())
                            .as("the search was over before kill %s", kill).isEqualTo("running");
                    up.killApplication();
                    assertThat(up.ended(PATIENCE)).isEqualTo(1);
                }
                assertThat(finished(database)).containsAllEntriesOf(before);
            }
            Map<String, String> before = finished(database);

            // Then
            try (Launched up = start(addresses)) {
                JsonNode killed = awaitEnd(up, "killed");
                assertThat(finished(database)).containsAllEntriesOf(before).hasSizeGreaterThan(KILLS);
                assertThat(up.post("/spaces/mini/searches", QUESTION.formatted("alone"))).isEqualTo(202);
                JsonNode alone = awaitEnd(up, "alone");
                assertThat(killed.path("result").path("choices")).isNotEmpty()
                        .isEqualTo(alone.path("result").path("choices"));
                assertThat(killed.path("measuredRows")).isEqualTo(alone.path("measuredRows"));
                assertThat(killed.path("evaluations")).isEqualTo(alone.path("evaluations"));
            }
        }
    }

    private Launched start(Map<String, String> addresses) throws Exception {
        Map<String, String> environment = new HashMap<>(addresses);
        // The killed process's successor takes its name and with it its partitions; others wait for its session to end.
        environment.put("JAVA_TOOL_OPTIONS", "-Dmp.messaging.incoming.guided_request.group.instance.id=worker"
                + " -Dmp.messaging.incoming.evaluation_request.group.instance.id=worker");
        return Launched.run(directory, port, environment, "up").started();
    }

    private static JsonNode search(Launched up, String id) {
        return up.get("/spaces/mini/searches/" + id);
    }

    private static JsonNode awaitEnd(Launched up, String id) {
        await().atMost(PATIENCE.multipliedBy(2))
                .until(() -> !search(up, id).path("status").asText().matches("requested|running"));
        JsonNode search = search(up, id);
        assertThat(search.path("status").asText()).as(search.toString()).isEqualTo("completed");
        return search;
    }

    /** Finished parts, each with when and how long: a repetition would change both. */
    private static Map<String, String> finished(Connection database) throws SQLException {
        Map<String, String> shards = new HashMap<>();
        try (var statement = database.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select id, finished_at || ' ' || seconds from guided_shard where status = 'DONE'")) {
            while (rows.next()) {
                shards.put(rows.getString(1), rows.getString(2));
            }
        }
        return shards;
    }
}
