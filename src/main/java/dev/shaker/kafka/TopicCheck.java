package dev.shaker.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.runtime.StartupEvent;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.EventType;
import dev.shaker.event.Topics;
import dev.shaker.runtime.Role;
import dev.shaker.runtime.TopicsConfig;

/**
 * Holds the broker's topics against the manifests of {@code kafka-topics/} when a process starts. A broker that is away
 * is no reason to stay down: the clients wait for it.
 */
@ApplicationScoped
class TopicCheck {
    private static final Logger LOG = Logger.getLogger(TopicCheck.class);
    private static final int TIMEOUT_MILLIS = 10_000;

    private final BrokerSettings settings;
    private final Role role;
    private final TopicsConfig.Check mode;

    TopicCheck(BrokerSettings settings, Role role, TopicsConfig config) {
        this.settings = settings;
        this.role = role;
        this.mode = config.check();
    }

    /** @throws ShakerException CONFIGURATION_INVALID naming every topic that is missing or too small, and the remedy */
    void check(@Observes @Priority(jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        if (mode == TopicsConfig.Check.OFF || role == Role.MIGRATE) {
            return;
        }
        List<String> problems = problems(expected());
        if (problems.isEmpty()) {
            return;
        }
        String message = "the broker's topics are not those of kafka-topics/: " + String.join("; ", problems)
                + "; create them from the manifests (kubectl apply -f kafka-topics/, or kafka-topics/create.sh)";
        if (mode == TopicsConfig.Check.FAIL) {
            throw new ShakerException(ErrorCode.CONFIGURATION_INVALID, message);
        }
        LOG.warn(message);
    }

    /** Partitions by topic, as the manifests on the class path say. */
    static Map<String, Integer> expected() {
        Map<String, Integer> partitions = new TreeMap<>();
        YAMLMapper yaml = new YAMLMapper();
        for (EventType type : EventType.values()) {
            partitions.put(type.topic(), partitions(yaml, type.topic()));
        }
        for (String topic : Topics.WORKED) {
            partitions.put(Topics.deadLetter(topic), partitions(yaml, Topics.deadLetter(topic)));
        }
        return partitions;
    }

    /** What is missing or too small; empty where the broker does not answer. */
    List<String> problems(Map<String, Integer> expected) {
        List<String> problems = new ArrayList<>();
        try (Admin admin = Admin.create(settings.with(Map.of(AdminClientConfig.CLIENT_ID_CONFIG, "shaker-topic-check",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)))) {
            Map<String, KafkaFuture<TopicDescription>> descriptions = admin.describeTopics(expected.keySet())
                    .topicNameValues();
            for (Map.Entry<String, Integer> topic : expected.entrySet()) {
                KafkaFuture<TopicDescription> description = descriptions.get(topic.getKey());
                if (description != null) {
                    compare(topic.getKey(), topic.getValue(), description, problems);
                }
            }
        } catch (ExecutionException e) {
            LOG.warnf("topics are not checked: the broker does not answer (%s); the clients wait for it", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return problems;
    }

    private static void compare(String topic, int expected, KafkaFuture<TopicDescription> description,
            List<String> problems) throws ExecutionException, InterruptedException {
        try {
            int present = description.get().partitions().size();
            if (present < expected) {
                problems.add(topic + " has " + present + " partitions, not " + expected);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
            problems.add(topic + " is missing");
        }
    }

    private static int partitions(YAMLMapper yaml, String topic) {
        String file = "/kafka-topics/" + topic + ".yaml";
        try (InputStream stream = TopicCheck.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            return yaml.readTree(stream).path("spec").path("partitions").asInt();
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }
}
