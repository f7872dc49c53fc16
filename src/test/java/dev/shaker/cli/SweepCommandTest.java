package dev.shaker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

class SweepCommandTest {
    private final FakeInstance instance = new FakeInstance();

    @BeforeEach
    void aSpace() {
        instance.catalogue.announce("e", Documents.object().put("space", "mini").set("domain",
                Documents.object().put("name", "nli").set("labels", Documents.array().add("no").add("yes"))));
    }

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void aSweepIsRequestedFollowedAndSummedUp() {
        CommandLineRun run = CommandLineRun.of(instance, "sweep", "--space", "mini", "--sizes", "1-3", "--targets",
                "nli,posts", "--sample", "20", "--seed", "7", "--sparsities", "0,0.9", "--rows", "50", "--id", "s1",
                "--attack", "fgsm:epsilon=0.02");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                sweep s1 of space mini: completed
                  evaluations  24 of 24 (100.0 %), shards 4 of 4
                  rate         12.5 evaluations/s, evaluators worked 1.9 s
                  report       shaker report s1
                """);
        assertThat(instance.catalogue.sweepRequests).singleElement().satisfies(request -> {
            assertThat(request.path("sizes").toString()).isEqualTo("{\"from\":1,\"to\":3}");
            assertThat(request.path("sample").toString()).isEqualTo("{\"perSize\":20,\"seed\":7}");
            assertThat(request.path("targets")).hasSize(2);
            assertThat(request.path("sparsities").toString()).isEqualTo("[0,0.9]");
            assertThat(request.path("rowLimit").asInt()).isEqualTo(50);
            assertThat(request.path("attack").toString()).isEqualTo("{\"name\":\"fgsm\",\"epsilon\":0.02}");
        });
    }

    @Test
    void aSweepPrunesByAScore() {
        CommandLineRun.of(instance, "sweep", "--space", "mini", "--sparsities", "0.5", "--prune-score", "random",
                "--prune-seed", "3", "--scope", "global", "--no-wait");
        assertThat(instance.catalogue.sweepRequests).singleElement().satisfies(request -> assertThat(
                Documents.compact(request.path("prune")))
                .isEqualTo("{\"scope\":\"global\",\"score\":\"random\",\"seed\":3}"));
        CommandLineRun lost = CommandLineRun.of(instance, "sweep", "--space", "mini", "--prune-score", "random");
        assertThat(lost.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(lost.err()).contains("--sparsities");
    }

    @Test
    void aSweepIsPausedResumedAndCancelled() {
        CommandLineRun.of(instance, "sweep", "--space", "mini", "--id", "s2", "--no-wait");
        assertThat(CommandLineRun.of(instance, "sweep", "pause", "s2").out())
                .startsWith("sweep s2 of space mini: paused");
        assertThat(CommandLineRun.of(instance, "sweep", "resume", "s2").out()).contains(": running",
                "12 of 24 (50.0 %)");
        assertThat(CommandLineRun.of(instance, "sweep", "cancel", "s2").out()).contains(": cancelled");
        assertThat(CommandLineRun.of(instance, "sweep", "status", "nowhere").exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(CommandLineRun.of(instance, "sweep", "--space", "mini", "--sizes", "many").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aReportIsAPageWithItsDataBesideIt(@TempDir Path directory) throws IOException {
        CommandLineRun.of(instance, "sweep", "--space", "mini", "--id", "s3", "--no-wait");
        Path page = directory.resolve("results/mini.html");
        CommandLineRun run = CommandLineRun.of(instance, "report", "s3", "--out", page.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(page).hasContent("<!doctype html>");
        assertThat(Files.readString(directory.resolve("results/mini.csv"))).isEqualTo("sparsity,members\r\n");
        assertThat(directory.resolve("results/mini.json")).content().contains("\"spreads\" : 16");
    }
}
