package dev.shaker.mixture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.adapter.LocalFiles;

import static org.assertj.core.api.Assertions.assertThat;

class MixtureMemoryTest {
    private final Path directory;

    MixtureMemoryTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** The sum of the members alone would be 1.3 GB. */
    @Test
    void aHundredAdaptersOfRobertaLargeSizeMixInASmallHeap() throws Exception {
        Path log = directory.resolve("log");
        Path place = directory.resolve("mixture");

        Process mixing = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                ManyAdapters.class.getName(), "100", place.toString())).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();

        assertThat(mixing.waitFor()).as(() -> text(log)).isZero();
        LocalFiles files = new LocalFiles(place);
        assertThat(MixtureFiles.recipe(files).members()).hasSize(100);
        float[] mean = MixtureFiles.body(files).body().read(MixtureFiles.body(files).body().layers().get(3));
        assertThat(mean[5]).isEqualTo(ManyAdapters.mean(100, 3, 5));
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
