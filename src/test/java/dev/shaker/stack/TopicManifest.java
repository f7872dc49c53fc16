package dev.shaker.stack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * One topic of {@code kafka-topics/}, as Strimzi's {@code KafkaTopic} describes it.
 *
 * @param config topic configuration, replication left out: the embedded broker is alone
 */
public record TopicManifest(String name, int partitions, Map<String, String> config) {
    public TopicManifest {
        config = Map.copyOf(config);
    }

    /** All manifests of a directory, ordered by name. */
    public static List<TopicManifest> readAll(Path directory) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        List<TopicManifest> topics = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.yaml")) {
            for (Path file : files) {
                topics.add(read(mapper, file));
            }
        }
        topics.sort(Comparator.comparing(TopicManifest::name));
        return List.copyOf(topics);
    }

    private static TopicManifest read(YAMLMapper mapper, Path file) throws IOException {
        JsonNode root = mapper.readTree(file.toFile());
        if (!root.path("apiVersion").asText().equals("kafka.strimzi.io/v1")
                || !root.path("kind").asText().equals("KafkaTopic")) {
            throw new StackException(file + " is no KafkaTopic of kafka.strimzi.io/v1");
        }
        JsonNode spec = root.path("spec");
        Map<String, String> config = new TreeMap<>();
        spec.path("config").properties().forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
        config.remove("min.insync.replicas");
        return new TopicManifest(spec.path("topicName").asText(), spec.path("partitions").asInt(), config);
    }
}
