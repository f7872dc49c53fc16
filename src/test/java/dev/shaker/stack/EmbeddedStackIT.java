package dev.shaker.stack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.minio.GetObjectArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.error.ShakerException;
import dev.shaker.runtime.DevelopmentStack;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Real processes, really killed: what the embedded stack promises to the tests and the people that use it. */
class EmbeddedStackIT {
    private static final String TOPIC = "shaker.accuracy";
    private static final Duration SECONDS = Duration.ofSeconds(40);

    private final Path data;

    EmbeddedStackIT(@TempDir Path data) {
        this.data = data;
    }

    @Test
    void dataSurviveAKillAndTheStackThatIsStartedAtOnceAfterIt() throws Exception {
        // Given: what an interrupted first start and a killed upload leave behind
        Path draft = halfMade(data);
        DevelopmentStack first = StackProcess.start(data);
        assertThat(draft).doesNotExist();
        assertThat(partitions(first.settings())).isEqualTo(TopicManifest.readAll(StackFiles.locate().topics()).stream()
                .collect(toMap(TopicManifest::name, TopicManifest::partitions)));
        assertThatThrownBy(() -> StackProcess.start(data)).isInstanceOf(ShakerException.class)
                .hasMessageContaining("in use by a running stack").hasMessageContaining("process " + first.pid());
        Map<String, String> settings = first.settings();
        writeRow(settings);
        sendRecord(settings);
        putObject(settings);
        String cluster = clusterId(settings);

        // When: the one after it waits for what is left of its predecessor
        first.kill();
        try (DevelopmentStack second = StackProcess.start(data)) {

            // Then
            assertThat(second.settings()).containsAllEntriesOf(withoutPid(settings));
            assertThat(readRow(second.settings())).isEqualTo("kept");
            assertThat(readRecord(second.settings())).isEqualTo("kept");
            assertThat(readObject(second.settings())).isEqualTo("kept");
            assertThat(clusterId(second.settings())).isEqualTo(cluster);

            // And: none of its servers lives without the others
            long postgres = Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst());
            ProcessHandle.of(postgres).orElseThrow().destroyForcibly();
            await().atMost(SECONDS).until(() -> !second.isAlive());
            await().atMost(SECONDS).untilAsserted(() -> assertThat(processesOver(data)).isEmpty());
        }
    }

    @Test
    void theEndOfTheParentEndsEverything() throws Exception {
        // Given
        Process parent = new ProcessBuilder(StackFiles.java().toString(), "-Xmx32m", "-cp",
                System.getProperty("java.class.path"), "dev.shaker.stack.StackParent", data.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        await().atMost(Duration.ofSeconds(60)).until(() -> StackProcess.attach(data).isPresent());
        assertThat(processesOver(data)).hasSizeGreaterThanOrEqualTo(3);

        // When
        parent.destroyForcibly().waitFor();

        // Then
        await().atMost(SECONDS).untilAsserted(() -> {
            assertThat(processesOver(data)).isEmpty();
            assertThat(StackProcess.attach(data)).isEmpty();
        });
    }

    /** Returns the upload's draft, which a start removes. */
    private static Path halfMade(Path data) throws IOException {
        Files.createDirectories(data.resolve("postgres.new/base"));
        Files.createDirectories(data.resolve("kafka.new"));
        Files.writeString(data.resolve("kafka.new/meta.properties"), "half");
        Files.writeString(data.resolve("stack.properties"), "shaker.stack.pid=1\n");
        Path draft = Files.createDirectories(data.resolve("s3/shaker/a"))
                .resolve("b-01234567-89ab-cdef-0123-456789abcdef");
        Files.writeString(draft, "half");
        return draft;
    }

    private static Map<String, Integer> partitions(Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap(settings)))) {
            Set<String> names = admin.listTopics().names().get(10, TimeUnit.SECONDS);
            Map<String, Integer> partitions = new HashMap<>();
            admin.describeTopics(names).allTopicNames().get(10, TimeUnit.SECONDS)
                    .forEach((name, description) -> partitions.put(name, description.partitions().size()));
            return partitions;
        }
    }

    private static Map<String, String> withoutPid(Map<String, String> settings) {
        Map<String, String> rest = new HashMap<>(settings);
        rest.remove("shaker.stack.pid");
        return rest;
    }

    /** Command lines that name the data directory; the kernel cuts none of them here. */
    private static List<String> processesOver(Path data) {
        return ProcessHandle.allProcesses().filter(process -> process.pid() != ProcessHandle.current().pid())
                .map(process -> process.info().commandLine().orElse("")).filter(line -> line.contains(data.toString()))
                .filter(line -> !line.contains("StackParent")).toList();
    }

    private static String bootstrap(Map<String, String> settings) {
        return settings.getOrDefault("kafka.bootstrap.servers", "");
    }

    private static String clusterId(Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap(settings)))) {
            return admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS);
        }
    }

    private static void writeRow(Map<String, String> settings) throws Exception {
        try (Connection connection = StackProcess.database(settings);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (what text)");
            statement.execute("INSERT INTO kept VALUES ('kept')");
        }
    }

    private static String readRow(Map<String, String> settings) throws Exception {
        try (Connection connection = StackProcess.database(settings);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT what FROM kept")) {
            return rows.next() ? rows.getString(1) : "nothing";
        }
    }

    private static void sendRecord(Map<String, String> settings) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap(settings));
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, 0, "key", "kept")).get(10, TimeUnit.SECONDS);
        }
    }

    private static String readRecord(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap(settings));
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (var found : consumer.poll(SECONDS)) {
                return found.value();
            }
            return "nothing";
        }
    }

    private static MinioClient store(Map<String, String> settings) {
        return MinioClient.builder().endpoint(settings.get("shaker.store.endpoint"))
                .credentials(settings.get("shaker.store.access-key"), settings.get("shaker.store.secret-key")).build();
    }

    private static void putObject(Map<String, String> settings) throws Exception {
        byte[] bytes = "kept".getBytes(StandardCharsets.UTF_8);
        store(settings).putObject(PutObjectArgs.builder().bucket("shaker").object("a/b")
                .stream(new ByteArrayInputStream(bytes), (long) bytes.length, -1L).build());
    }

    private static String readObject(Map<String, String> settings) throws Exception {
        try (var object = store(settings).getObject(GetObjectArgs.builder().bucket("shaker").object("a/b").build())) {
            return new String(object.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
