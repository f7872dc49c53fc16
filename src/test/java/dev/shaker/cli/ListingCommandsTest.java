package dev.shaker.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.cli.common.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

class ListingCommandsTest {
    private final FakeInstance instance = new FakeInstance();

    @TempDir
    Path directory;

    @BeforeEach
    void publishTwo() {
        publish("mini", "nli", "posts");
        CommandLineRun.of(instance, "mix", "--space", "mini", "--size", "2");
    }

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void statusShowsTheInstanceItsSpacesAndTheirMixtures() {
        assertThat(CommandLineRun.of(instance, "status").out()).isEqualTo("instance  " + instance.url()
                + "  version 1.2.3  role all  device cpu\n" + """

                        space mini
                          base model  shaker-sample/tiny-bert
                          method      pfeiffer
                          adapters    2, generation 2, rejected 0
                          mixture     ready  mixture-1  nli, posts
                        """);
    }

    @Test
    void statusIsAlsoADocument() {
        CommandLineRun run = CommandLineRun.of(instance, "status", "--json", "--space", "mini");
        assertThat(run.document().at("/instance/version").asText()).isEqualTo("1.2.3");
        assertThat(run.document().at("/spaces/0/mixtures/0/id").asText()).isEqualTo("mixture-1");
    }

    @Test
    void aConnectionThatBreaksOnceDoesNoHarmAndOneThatBreaksAlwaysIsTold() {
        instance.broken.set(1);
        assertThat(CommandLineRun.of(instance, "status").exitCode()).isZero();
        instance.broken.set(100);
        assertThat(CommandLineRun.of(instance, "status").exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    }

    @Test
    void deadLettersAreListedAndPutBack() {
        assertThat(CommandLineRun.of(instance, "dead-letters", "list").out()).isEqualTo("""
                topic                   waiting
                shaker.train-completed        2
                """);
        CommandLineRun replay = CommandLineRun.of(instance, "dead-letters", "replay", "shaker.train-completed");
        assertThat(replay.out()).isEqualTo("shaker.train-completed: 2 dead letters put back\n");
        assertThat(instance.requests("POST /api/v1/dead-letters")).containsExactly(
                "POST /api/v1/dead-letters/shaker.train-completed/replay");
        assertThat(CommandLineRun.of(instance, "dead-letters").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theMatrixIsATriangle() {
        assertThat(CommandLineRun.of(instance, "fsd").out()).isEqualTo("""
                space mini, generation 2, 1000 weights each
                              1
                 1  nli
                 2  posts 0.110
                """);
    }

    @Test
    void theMatrixIsAlsoCommaSeparatedAndADocument() {
        assertThat(CommandLineRun.of(instance, "fsd", "--csv").out()).isEqualTo("domain,a,b\na,0,0.25\n");
        assertThat(CommandLineRun.of(instance, "fsd", "--json").document().at("/conflicts/0/1").asInt()).isEqualTo(110);
        assertThat(CommandLineRun.of(instance, "fsd", "--json", "--csv").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void adaptersAreListed() {
        assertThat(CommandLineRun.of(instance, "adapters").out()).isEqualTo("""
                domain  method    status      generation  parameters  labels  id
                nli     pfeiffer  registered           1        4096       2  id-nli
                posts   pfeiffer  registered           2        4096       2  id-posts
                """);
    }

    @Test
    void rejectionsAreListedWithTheirReasons() {
        // Given
        CommandLineRun.of(instance, "adapter", "publish", "--space", "mini", "--labels", "one",
                "src/sample/lora/films");
        // When
        CommandLineRun run = CommandLineRun.of(instance, "adapters", "--rejected");
        // Then
        assertThat(run.out()).contains("domain-labels-invalid").contains("give at least two");
    }

    @Test
    void mixturesAndAccuraciesAreListed() {
        assertThat(CommandLineRun.of(instance, "mixtures").out()).contains("ready     0.4000  nli,posts  mixture-1");
        assertThat(CommandLineRun.of(instance, "evaluations", "--mixture", "mixture-1").out())
                .contains("nli     mixture mixture-1  completed  90.0 % (270/300)  10.0 %  cpu");
        assertThat(CommandLineRun.of(instance, "mixture", "show", "mixture-1").out()).contains("sparsity  0.4000");
    }

    @Test
    void aMixtureIsDownloaded() {
        // Given
        for (String file : new String[]{ "recipe.json", "body/adapter_config.json", "body/adapter.safetensors",
                "heads/nli/head_config.json", "heads/nli/model_head.safetensors", "domains/posts/adapter_config.json",
                "domains/posts/adapter_model.safetensors" }) {
            instance.objects.put("mixtures/mini/mixture-1/" + file, file.getBytes(StandardCharsets.UTF_8));
        }
        // When
        CommandLineRun run = CommandLineRun.of(instance, "mixture", "get", "mixture-1", "--out", directory.toString());
        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(7);
        assertThat(directory.resolve("heads/nli/model_head.safetensors"))
                .hasContent("heads/nli/model_head.safetensors");
        assertThat(directory.resolve("domains/posts/adapter_model.safetensors")).exists();
    }

    @Test
    void aMixtureWithoutFilesCannotBeDownloaded() {
        CommandLineRun run = CommandLineRun.of(instance, "mixture", "get", "mixture-1", "--out", directory.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("is not in the store");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void amongSeveralSpacesOneMustBeNamed() {
        // Given
        publish("other", "films");
        // When
        CommandLineRun run = CommandLineRun.of(instance, "fsd");
        // Then
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("name one with --space: mini, other");
    }

    @Test
    void anUnknownSpaceIsToldWithItsCode() {
        CommandLineRun run = CommandLineRun.of(instance, "fsd", "--space", "nowhere");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("code: space-unknown");
    }

    @Test
    void anIdIsOfItsSpaceOrOfTheOneThatKnowsIt() {
        // Given two spaces, and the mixture in one
        publish("other", "films");
        // Then
        assertThat(CommandLineRun.of(instance, "mixture", "show", "mixture").out()).contains("sparsity  0.4000");
        assertThat(CommandLineRun.of(instance, "mixture", "show", "mixture-1", "--space", "mini").exitCode()).isZero();
        assertThat(CommandLineRun.of(instance, "mixture", "show", "mix").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLineRun.of(instance, "evaluations", "--space", "mini", "--mixture", "3fa1…").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void hintsAreAboutCommands() {
        CommandLineRun run = CommandLineRun.of(instance, "mixture", "show", "nothing-of-that");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("'shaker mixtures' lists those there are", "code: mixture-unknown")
                .doesNotContain("GET /api");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        Map<String, String> url = Map.of("SHAKER_URL", instance.url());
        Map<String, String> plain = Map.of("SHAKER_URL", instance.url(), "NO_COLOR", "1");
        assertThat(CommandLineRun.of(url, true, "fsd").out()).contains("\u001b[48;5;");
        assertThat(CommandLineRun.of(plain, true, "fsd").out()).doesNotContain("\u001b");
        assertThat(CommandLineRun.of(url, true, "fsd", "--json").out()).doesNotContain("\u001b");
        assertThat(CommandLineRun.of(url, false, "fsd").out()).doesNotContain("\u001b");
    }

    private void publish(String space, String... domains) {
        for (String domain : domains) {
            CommandLineRun run = CommandLineRun.of(instance, "adapter", "publish", "--space", space, "--base",
                    "s3://b/base/", "--labels", "a,b", "--test", "src/sample/domains/{domain}/test.tsv",
                    "src/sample/lora/" + domain);
            assertThat(run.exitCode()).isZero();
        }
    }
}
