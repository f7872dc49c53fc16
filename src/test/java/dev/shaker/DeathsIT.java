package dev.shaker;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.runtime.DevelopmentStack;
import dev.shaker.stack.StackProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An event in hand of three processes that are killed is parked by the fourth, and what is behind it is worked. */
@Tag("proof")
class DeathsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SAMPLE = 13;
    private static final int DEATHS = 3;

    private final Path directory;
    private final int port;

    DeathsIT(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        this.directory = directory;
        this.port = Launched.freePort();
    }

    @Test
    void whatKillsThreeProcessesIsParkedWithThatReasonAndReplayable() throws Exception {
        try (DevelopmentStack stack = StackProcess.start(directory.resolve("servers"));
                Connection database = StackProcess.database(stack.settings());
                Connection holder = StackProcess.database(stack.settings())) {
            Map<String, String> environment = environment(stack.settings());
            // Given
            String victim;
            try (Launched up = Launched.run(directory, port, environment, "up").started()) {
                hold(holder);
                up.publishSample("mini");
                victim = await().atMost(PATIENCE).until(() -> inHand(database), hand -> !hand.isEmpty())
                        .keySet().iterator().next();
                assertThat(staticMember(stack.settings())).isEqualTo("worker");
                kill(up);
            }
            for (int death = 2; death <= DEATHS; death++) {
                int expected = death;
                try (Launched up = Launched.run(directory, port, environment, "up").started()) {
                    await().atMost(PATIENCE).until(() -> inHand(database), Map.of(victim, expected)::equals);
                    kill(up);
                }
            }
            holder.rollback();

            // When
            try (Launched up = Launched.run(directory, port, environment, "up").started()) {
                await().atMost(PATIENCE).until(() -> generation(up) == SAMPLE - 1);

                // Then
                assertThat(column(database, "select code from announcement where code is not null"))
                        .containsExactly("worker-died");
                assertThat(inHand(database)).isEmpty();
                assertThat(up.command("dead-letters", "replay", "shaker.train-completed"))
                        .contains("1 dead letters put back");
                await().atMost(PATIENCE).until(() -> generation(up) == SAMPLE);
            }
        }
    }

    /** Options of channels as variables: the killed process's successor takes its name and with it its partitions. */
    private static Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Launched.environment(settings));
        for (String channel : List.of("TRAIN_COMPLETED", "MIXTURE_REQUEST", "SWEEP_REQUEST", "GUIDED_REQUEST",
                "EVALUATION_REQUEST")) {
            environment.put("MP_MESSAGING_INCOMING_" + channel + "_GROUP_INSTANCE_ID", "worker");
        }
        return environment;
    }

    /** Whoever registers an adapter stands still from now on, with the event in hand. */
    private static void hold(Connection holder) throws SQLException {
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("lock table adapter in share row exclusive mode");
        }
    }

    private static void kill(Launched up) throws InterruptedException {
        up.killApplication();
        assertThat(up.ended(PATIENCE)).isEqualTo(1);
    }

    private static String staticMember(Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.get("kafka.bootstrap.servers")))) {
            return admin.describeConsumerGroups(List.of("shaker-fsd")).all().get().get("shaker-fsd").members()
                    .iterator().next().groupInstanceId().orElse("none");
        }
    }

    private static long generation(Launched up) {
        return up.find("/spaces/mini").map(space -> space.path("generation").asLong()).orElse(0L);
    }

    /** Attempts by event, how often each was begun. */
    private static Map<String, Integer> inHand(Connection database) throws SQLException {
        Map<String, Integer> attempts = new HashMap<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select event_id, started from attempt where consumer = 'registration'")) {
            while (rows.next()) {
                attempts.put(rows.getString(1), rows.getInt(2));
            }
        }
        return attempts;
    }

    private static List<String> column(Connection database, String query) throws SQLException {
        List<String> values = new java.util.ArrayList<>();
        try (Statement statement = database.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
