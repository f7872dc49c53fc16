package dev.shaker.cli.common;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTest {
    private final StringWriter text = new StringWriter();
    private long now = 1_000;

    @Test
    void whatTakesLessThanASecondLeavesNoTrace() {
        try (Progress progress = progress(true)) {
            wait(500);
            progress.add(5);
        }
        assertThat(text.toString()).isEmpty();
    }

    @Test
    void onATerminalABarComesAndGoes() {
        try (Progress progress = progress(true)) {
            wait(1_500);
            progress.add(5);
            assertThat(text.toString())
                    .isEqualTo("\r\u001b[Kupload [###############...............] 5/10 1 s");
        }
        assertThat(text.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void elsewherePlainLinesTellNowAndThenAndAtTheEnd() {
        try (Progress progress = progress(false)) {
            wait(2_000);
            progress.add(1);
            wait(9_000);
            progress.add(1);
            wait(1_000);
            progress.add(8);
        }
        assertThat(text.toString()).isEqualTo("upload: 2 of 10, 11 s\nupload: 10 of 10 in 12 s\n");
    }

    @Test
    void linesAbovePushTheBarAside() {
        try (Progress progress = progress(true)) {
            wait(1_500);
            progress.to(10);
            progress.above(() -> text.write("a line\n"));
        }
        assertThat(text.toString()).endsWith("10/10 1 s\r\u001b[Ka line\n");
    }

    private Progress progress(boolean terminal) {
        return new Progress(new PrintWriter(text), terminal, "upload", 10, () -> now);
    }

    private void wait(int millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
