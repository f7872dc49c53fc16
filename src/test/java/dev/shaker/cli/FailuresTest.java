package dev.shaker.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;

import dev.shaker.cli.common.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresTest {
    @Test
    void whereNobodyAnswersItSaysHowToStartAnInstance() {
        CommandLineRun run = CommandLineRun.of(Map.of(), "status", "--url", "http://localhost:1");
        assertThat(run.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(run.err()).isEqualTo("shaker: no Shaker instance answers at http://localhost:1. "
                + "Start one with './shaker up', or name another one with --url or SHAKER_URL\n");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void strangersAreRecognised() throws IOException {
        HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.start();
        try {
            CommandLineRun run = CommandLineRun.of(Map.of(), "status", "--url",
                    "http://localhost:" + stranger.getAddress().getPort() + "/");
            assertThat(run.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(run.err()).contains("is it a Shaker instance?");
        } finally {
            stranger.stop(0);
        }
    }

    @Test
    void wrongAddressesAndWordsAreUsageErrors() {
        assertThat(CommandLineRun.of(Map.of(), "status", "--url", "localhost:8080").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandLineRun.of(Map.of(), "shake").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLineRun.of(Map.of(), "mix", "--size", "three").err()).contains("'three' is not an int");
        assertThat(CommandLineRun.of(Map.of(), "adapter").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLineRun.of(Map.of(), "mixture").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLineRun.of(Map.of()).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void serversAreTheLaunchersBusiness() {
        assertThat(CommandLineRun.of(Map.of(), "up").err()).contains("./shaker");
        assertThat(CommandLineRun.of(Map.of(), "up").exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(CommandLineRun.of(Map.of(), "demo", "--port", "1").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
