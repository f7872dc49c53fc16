package dev.shaker;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.event.EventCodec;
import dev.shaker.event.EventType;
import dev.shaker.event.FsdUpdated;
import dev.shaker.stack.StackProcess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Processes killed in the middle of the demo; the next ones on the same data finish what was taken in, once. */
@Tag("proof")
class KillDuringDemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SAMPLE = 13;

    private final Path directory;
    private final int port;

    KillDuringDemoIT(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        this.directory = directory;
        this.port = Launched.freePort();
    }

    @Test
    void everyEventIsWorkedThroughOnceWhateverIsKilledAndWhen() throws Exception {
        // Given
        try (Launched demo = Launched.run(directory, port, "demo", "--exit")) {
            awaitGeneration(demo, "sample-pfeiffer", 2);
            demo.killEverything();
        }
        try (Launched demo = Launched.run(directory, port, "demo", "--exit", "--method", "lora")) {
            awaitGeneration(demo, "sample-lora", 2);
            demo.killApplication();
            assertThat(demo.ended(PATIENCE)).isEqualTo(1);
            assertThat(demo.complaints()).contains("ended unexpectedly");
        }

        // When
        List<String> members;
        try (Launched up = Launched.run(directory, port, "up").started()) {
            for (String space : List.of("sample-pfeiffer", "sample-lora")) {
                awaitWorkedThrough(up, space);
            }
            members = domains(up, "sample-pfeiffer").subList(0, 2);
            assertThat(up.post("/spaces/sample-pfeiffer/mixtures", """
                    {"requestId": "after-the-kill", "select": {"strategy": "explicit", "members": ["%s", "%s"]}}"""
                    .formatted(members.get(0), members.get(1)))).isEqualTo(202);
            up.killLauncher();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(up.processes()).isEmpty());
        }

        // Then
        try (Launched up = Launched.run(directory, port, "up").started()) {
            String id = await().atMost(PATIENCE)
                    .until(() -> up.get("/spaces/sample-pfeiffer/mixture-requests/after-the-kill"),
                            mixture -> !mixture.path("status").asText().equals("requested"))
                    .path("id").asText();
            await().atMost(PATIENCE).untilAsserted(
                    () -> assertThat(up.get("/spaces/sample-pfeiffer/mixtures/" + id).path("evaluations"))
                            .hasSize(2).allMatch(view -> view.path("status").asText().equals("completed")
                                    && view.path("aloneCorrect").asInt() > 0));
            assertThat(up.get("/spaces/sample-pfeiffer/mixtures").path("items")).hasSize(1);
            for (String space : List.of("sample-pfeiffer", "sample-lora")) {
                awaitWorkedThrough(up, space);
                assertThat(publishedGenerations(up, space)).hasSize(domains(up, space).size());
            }
            up.close();
            assertThat(up.processes()).isEmpty();
        }
    }

    private static void awaitGeneration(Launched demo, String space, long least) {
        await().atMost(PATIENCE.multipliedBy(4)).pollInterval(Duration.ofMillis(10)).until(
                () -> demo.find("/spaces/" + space).map(found -> found.path("generation").asLong())
                        .orElse(0L) >= least);
    }

    /** Every event that was taken in has become one adapter, one row of the matrix and one generation. */
    private static void awaitWorkedThrough(Launched up, String space) throws Exception {
        try (Connection database = StackProcess.database(up.servers())) {
            Set<String> taken = new HashSet<>(column(database,
                    "select event_id from processed_event where consumer = 'http-intake'"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(column(database,
                    "select event_id from processed_event where consumer = 'registration'"))
                    .containsExactlyInAnyOrderElementsOf(taken));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(column(database, "select seq::text from outbox")).isEmpty());
            List<String> registered = column(database,
                    "select domain from adapter where space = '" + space + "' order by domain");
            assertThat(registered).doesNotHaveDuplicates().hasSizeBetween(2, SAMPLE);
            assertThat(column(database, "select generation::text from adapter where space = '" + space
                    + "' order by adapter.generation")).isEqualTo(numbersTo(registered.size()));
            assertThat(domains(up, space)).isEqualTo(registered);
            assertThat(up.get("/spaces/" + space).path("generation").asInt()).isEqualTo(registered.size());
        }
        for (JsonNode row : up.get("/spaces/" + space + "/fsd").path("conflicts")) {
            assertThat(row).allMatch(JsonNode::isNumber);
        }
    }

    private static List<String> numbersTo(int last) {
        List<String> numbers = new ArrayList<>();
        for (int number = 1; number <= last; number++) {
            numbers.add(Integer.toString(number));
        }
        return numbers;
    }

    private static List<String> domains(Launched up, String space) {
        return up.get("/spaces/" + space + "/adapters?status=registered").findValuesAsText("domain");
    }

    private static List<String> column(Connection database, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (var statement = database.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** Ids of the fsd-updated events on the wire, each with the generation it tells; a repetition has the same id. */
    private static Map<String, Long> publishedGenerations(Launched up, String space) throws IOException {
        Map<String, Long> generations = new HashMap<>();
        EventCodec codec = new EventCodec();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, up.servers().get("kafka.bootstrap.servers")),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(EventType.FSD_UPDATED.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    Map<String, String> headers = new HashMap<>();
                    record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
                    var event = codec.decode(headers, record.value(), java.time.Instant.EPOCH);
                    if (event.data() instanceof FsdUpdated update && update.space().equals(space)) {
                        generations.put(event.id(), update.generation());
                    }
                });
            }
        }
        assertThat(generations.values()).doesNotHaveDuplicates();
        return generations;
    }
}
