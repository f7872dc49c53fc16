package dev.shaker.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Broker and controller of one KRaft node inside this process, with the topics of the manifests. */
final class KafkaBroker implements AutoCloseable {
    private static final int NODE = 1;
    private static final long ADMIN_SECONDS = 60;

    private final KafkaRaftServer server;
    private final String bootstrap;

    private KafkaBroker(KafkaRaftServer server, String bootstrap) {
        this.server = server;
        this.bootstrap = bootstrap;
    }

    static KafkaBroker start(Path directory, StackPorts ports, List<TopicManifest> topics) throws Exception {
        format(directory);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(configuration(directory, ports), false),
                Time.SYSTEM);
        server.startup();
        KafkaBroker broker = new KafkaBroker(server, "localhost:" + ports.kafka());
        broker.createTopics(topics);
        return broker;
    }

    String bootstrap() {
        return bootstrap;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Formats beside the final place and moves: an interrupted start leaves no half-formatted directory. */
    private static void format(Path directory) throws Exception {
        if (Files.exists(directory)) {
            return;
        }
        Path draft = directory.resolveSibling(directory.getFileName() + ".new");
        Directories.delete(draft);
        Files.createDirectories(draft);
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter().setPrintStream(silent).setClusterId(Uuid.randomUuid().toString()).setNodeId(NODE)
                    .setControllerListenerName("CONTROLLER").setMetadataLogDirectory(draft.toString())
                    .addDirectory(draft.toString()).setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setUnstableFeatureVersionsEnabled(false).run();
        }
        Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<String, String> configuration(Path directory, StackPorts ports) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "" + NODE);
        settings.put("controller.quorum.voters", NODE + "@localhost:" + ports.controller());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners",
                "PLAINTEXT://localhost:" + ports.kafka() + ",CONTROLLER://localhost:" + ports.controller());
        settings.put("advertised.listeners", "PLAINTEXT://localhost:" + ports.kafka());
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", directory.toString());
        // Topics come from the manifests alone: a misspelt name must fail here as it would in a cluster.
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.num.partitions", "2");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // Small and quick: a test or a demonstration never fills these.
        settings.put("log.index.size.max.bytes", "262144");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("controlled.shutdown.enable", "false");
        return settings;
    }

    private void createTopics(List<TopicManifest> topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Set<String> present = admin.listTopics().names().get(ADMIN_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = new ArrayList<>();
            List<TopicManifest> existing = new ArrayList<>();
            for (TopicManifest topic : topics) {
                if (present.contains(topic.name())) {
                    existing.add(topic);
                } else {
                    missing.add(new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.config()));
                }
            }
            admin.createTopics(missing).all().get(ADMIN_SECONDS, TimeUnit.SECONDS);
            addPartitions(admin, existing);
        }
    }

    /** A manifest may have grown since this data directory was made. */
    private static void addPartitions(Admin admin, List<TopicManifest> topics)
            throws InterruptedException, ExecutionException, IOException, java.util.concurrent.TimeoutException {
        Map<String, TopicDescription> descriptions = admin
                .describeTopics(topics.stream().map(TopicManifest::name).toList()).allTopicNames()
                .get(ADMIN_SECONDS, TimeUnit.SECONDS);
        Map<String, NewPartitions> grown = new HashMap<>();
        for (TopicManifest topic : topics) {
            TopicDescription description = descriptions.get(topic.name());
            if (description != null && description.partitions().size() < topic.partitions()) {
                grown.put(topic.name(), NewPartitions.increaseTo(topic.partitions()));
            }
        }
        admin.createPartitions(grown).all().get(ADMIN_SECONDS, TimeUnit.SECONDS);
    }
}
