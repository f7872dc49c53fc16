package dev.shaker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.cli.common.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

class AdapterConvertCommandTest {
    private static final Path NLI = Path.of("src/sample/lora/nli");

    @TempDir
    Path directory;

    @Test
    void thereAndBackAgainTheAdapterIsTheSame() {
        // Given
        Path hub = directory.resolve("hub");
        Path peft = directory.resolve("peft");
        // When
        CommandLineRun there = convert(NLI, hub, "adapterhub");
        CommandLineRun back = convert(hub, peft, "peft");
        // Then
        assertThat(there.err()).isEmpty();
        assertThat(back.err()).isEmpty();
        assertThat(there.exitCode() + back.exitCode()).isZero();
        Adapter converted = open(hub);
        assertThat(converted.format()).isEqualTo(AdapterFormat.ADAPTER_HUB);
        assertThat(AdapterScan.scan(converted).id()).isEqualTo(AdapterScan.scan(open(NLI)).id());
        Adapter again = open(peft);
        assertThat(again.format()).isEqualTo(AdapterFormat.PEFT);
        for (AdapterLayer layer : open(NLI).head().orElseThrow().tensors().layers()) {
            var tensors = again.head().orElseThrow().tensors();
            AdapterLayer same = tensors.layers().stream().filter(other -> other.name().equals(layer.name())).findFirst()
                    .orElseThrow();
            assertThat(Arrays.equals(tensors.read(same), open(NLI).head().orElseThrow().tensors().read(layer)))
                    .as(layer.name()).isTrue();
        }
    }

    @Test
    void aDirectoryBehindALinkIsReadAsItself() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("snapshot"), NLI.toAbsolutePath());

        assertThat(convert(link, directory.resolve("converted"), "adapterhub").exitCode()).isZero();
        assertThat(new dev.shaker.adapter.LocalFiles(link).files())
                .isEqualTo(new dev.shaker.adapter.LocalFiles(NLI).files());
    }

    @Test
    void whatCannotBeIsToldWithTheReason() {
        assertThat(convert(NLI, directory.resolve("x"), "peft").err()).contains("files of PEFT already")
                .contains("--to adapterhub");
        assertThat(convert(NLI, Path.of("src"), "adapterhub").err()).contains("not empty");
        assertThat(convert(directory.resolve("nowhere"), directory.resolve("x"), "peft").exitCode())
                .isEqualTo(ExitCode.ENVIRONMENT);
        CommandLineRun bottleneck = convert(Path.of("src/sample/pfeiffer/nli"), directory.resolve("y"), "peft");
        assertThat(bottleneck.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(bottleneck.err()).contains("adapter-config-unsupported");
    }

    private static Adapter open(Path directory) {
        return AdapterReader.open(new dev.shaker.adapter.LocalFiles(directory));
    }

    private static CommandLineRun convert(Path from, Path to, String library) {
        return CommandLineRun.of(Map.of(), "adapter", "convert", from.toString(), to.toString(), "--to", library);
    }
}
