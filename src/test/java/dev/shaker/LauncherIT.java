package dev.shaker;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The launcher with the built application: real processes, started, stopped and killed. */
class LauncherIT {
    private static final Duration SECONDS = Duration.ofSeconds(15);
    private static final int INTERRUPTED = 130;

    private final Path data;

    LauncherIT(@TempDir Path data) {
        this.data = data;
    }

    @Test
    void aKilledLauncherLeavesNoProcessAndTheNextOneStartsOnTheSameData() throws Exception {
        // Given
        Process first = up();
        assertThat(awaitAddress(first)).contains("http://localhost:");
        assertThat(processesOver(data)).hasSizeGreaterThanOrEqualTo(4);

        // When
        first.destroyForcibly().waitFor();

        // Then
        await().atMost(SECONDS).untilAsserted(() -> assertThat(processesOver(data)).isEmpty());
        Process second = up();
        String address = awaitAddress(second).replaceAll("(?s).*(http://localhost:[0-9]+).*", "$1");
        assertThat(URI.create(address + "/api/v1/info").toURL().openStream())
                .as("whoever is told the address may use it")
                .isNotEmpty();
        second.destroy();
        assertThat(second.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(INTERRUPTED);
        assertThat(processesOver(data)).isEmpty();
    }

    @Test
    void aProcessWithoutMemoryEnds() throws Exception {
        assertThat(Files.readString(Path.of("shaker")))
                .contains("-Xmx768m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void aMisspeltOptionIsAMistakeInUsage() throws Exception {
        // When
        Process process = new ProcessBuilder("./shaker", "up", "--dta", data.toString()).start();

        // Then
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)).contains("'--dta'");
    }

    private Process up() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("./shaker", "up", "--data", data.toString());
        List.of("KAFKA_BOOTSTRAP_SERVERS", "QUARKUS_DATASOURCE_JDBC_URL", "SHAKER_STORE_ENDPOINT")
                .forEach(builder.environment()::remove);
        return builder.redirectErrorStream(true).start();
    }

    /** What the launcher says until it names the address, or all it says if it ends before. */
    private static String awaitAddress(Process launcher) throws IOException {
        BufferedReader said = launcher.inputReader();
        StringBuilder lines = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            lines.append(line).append('\n');
            if (line.contains("Shaker is at")) {
                break;
            }
        }
        return lines.toString();
    }

    private static List<String> processesOver(Path data) {
        return ProcessHandle.allProcesses().map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(data.toString()) && line.contains("/bin/")).toList();
    }
}
