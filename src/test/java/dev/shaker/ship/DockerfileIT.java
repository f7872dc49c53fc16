package dev.shaker.ship;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** No daemon builds images in the tests, so these look at what a build would trip over. */
class DockerfileIT {
    private static final Path DIRECTORY = Path.of("src/main/docker");
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (?!--from)(?:--\\S+ )*(\\S+) \\S+$");

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.jvm", "Dockerfile.gpu" })
    void everyInstructionIsOneThatDockerKnows(String file) throws IOException {
        String text = read(file).replaceAll("(?m)^#.*$", "").replaceAll("\\\\\n", " ");
        assertThat(text.lines().filter(line -> !line.isBlank())).allSatisfy(
                line -> assertThat(line).matches("(FROM|COPY|ADD|RUN|ENV|ARG|WORKDIR|USER|EXPOSE|ENTRYPOINT) .+"));
        assertThat(text).contains("FROM eclipse-temurin:25-jre").doesNotContain(":latest");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.jvm", "Dockerfile.gpu" })
    void theProcessIsNotRootAndTheLastStageSaysSo(String file) throws IOException {
        String last = read(file).substring(read(file).lastIndexOf("\nFROM "));
        assertThat(last).contains("\nUSER 10001:10001\n");
        assertThat(last.indexOf("\nUSER ")).isGreaterThan(last.lastIndexOf("\nRUN "));
    }

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.jvm", "Dockerfile.gpu" })
    void aProcessWithoutMemoryEnds(String file) throws IOException {
        assertThat(read(file)).containsPattern("JAVA_TOOL_OPTIONS=\"[^\"]*-XX:\\+ExitOnOutOfMemoryError ");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.jvm", "Dockerfile.gpu" })
    void theApplicationIsFourLayersOfTheFastJar(String file) throws IOException {
        assertThat(sources(file).stream().filter(source -> source.startsWith("target/")
                && !source.contains("pytorch-native"))).containsExactly("target/quarkus-app/lib/",
                        "target/quarkus-app/*.jar", "target/quarkus-app/app/", "target/quarkus-app/quarkus/");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.jvm", "Dockerfile.gpu" })
    void libtorchIsOfTheVersionThatTheJarsWereBuiltFor(String file) throws IOException {
        Matcher version = Pattern.compile("<pytorch.version>([^<]+)<").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(read(file)).contains("PYTORCH_VERSION=" + version.group(1) + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.jvm", "Dockerfile.gpu" })
    void whatIsCopiedFromTheSourcesIsThere(String file) throws IOException {
        for (String source : sources(file)) {
            if (!source.startsWith("target/")) {
                assertThat(Path.of(source)).exists();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.jvm", "Dockerfile.gpu" })
    void whatIsCopiedFromTheBuildIsThereAfterPackaging(String file) throws IOException {
        for (String source : sources(file)) {
            assertThat(matches(source)).as(source).isNotEmpty();
        }
    }

    private static List<Path> matches(String source) throws IOException {
        Path path = Path.of(source);
        if (!source.contains("*")) {
            return Files.exists(path) ? List.of(path) : List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + source);
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.filter(matcher::matches).toList();
        }
    }

    private static List<String> sources(String file) throws IOException {
        return COPY.matcher(read(file)).results().map(match -> match.group(1)).toList();
    }

    private static String read(String file) throws IOException {
        return Files.readString(DIRECTORY.resolve(file));
    }
}
