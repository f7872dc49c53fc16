package dev.shaker;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The launcher: what it refuses, and what it tells the JVM. DemoIT and DocumentedCommandsIT start it, kill it and tell it to end. */
class LauncherIT {
    private final Path data;

    LauncherIT(@TempDir Path data) {
        this.data = data;
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
}
