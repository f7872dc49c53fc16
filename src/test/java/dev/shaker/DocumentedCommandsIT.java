package dev.shaker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.stack.StackProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Every command line of the README and the pages, as it stands there, by a shell and against a running Shaker over the sample's
 * LoRA adapters. What does not run here stands in one table with the reason.
 */
class DocumentedCommandsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String OWN_INSTANCE = "starts an instance of its own: DemoIT does";
    /** How a command begins, and why it does not run here. */
    private static final Map<String, String> ELSEWHERE = Map.of("./shaker demo", OWN_INSTANCE, "./shaker up",
            OWN_INSTANCE, "./mvnw", "runs these tests themselves", "docker build",
            "needs a Docker engine: DockerfileIT looks at what it would trip over", "helm install",
            "needs a cluster: HelmChartTest renders the chart");
    /** Commands that follow what happens until they are told to end. */
    private static final List<String> ENDLESS = List.of("./shaker events");
    /** Commands that are right to refuse here, and what they say. */
    private static final Map<String, String> REFUSED = Map.of("./shaker sweep resume sweep-1", "sweep-ended",
            "./shaker sweep pause sweep-1", "sweep-ended", "./shaker sweep cancel sweep-1", "sweep-ended",
            "./shaker find resume find-1", "search-ended", "./shaker find pause find-1", "search-ended",
            "./shaker find cancel find-1", "search-ended");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static Launched up;
    @SuppressWarnings("NullAway.Init")
    private static DocumentedPlace place;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        port = Launched.freePort();
        up = Launched.run(directory, port, "up").started();
        place = DocumentedPlace.make(directory.resolve("place"), up.servers());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(up.interrupted()).as("exit code of an instance that is told to end").isEqualTo(130);
        assertThat(up.processes()).isEmpty();
    }

    @TestFactory
    Stream<DynamicContainer> everyCommandOfEveryPageRuns() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<DynamicContainer> containers = new ArrayList<>();
        for (Path page : pages) {
            containers.add(DynamicContainer.dynamicContainer(page.toString(), ShellBlocks.commands(page).stream()
                    .map(command -> DynamicTest.dynamicTest(command.lines().findFirst().orElse(""),
                            () -> run(command)))));
        }
        containers.add(DynamicContainer.dynamicContainer("afterwards",
                List.of(DynamicTest.dynamicTest("both events of the README were worked", this::eventsWereWorked))));
        return containers.stream();
    }

    private void run(String command) throws Exception {
        Optional<String> reason = ELSEWHERE.entrySet().stream().filter(entry -> command.startsWith(entry.getKey()))
                .map(Map.Entry::getValue).findFirst();
        assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
        assumeTrue(!command.startsWith("kcat") || isInstalled("kcat"),
                "kcat is not installed; continuous integration installs it where it can");
        String line = here(command);
        Path said = Files.createTempFile(directory, "said", ".txt");
        Process shell = shell(line, said);
        if (ENDLESS.stream().anyMatch(command::startsWith)) {
            assertThat(shell.waitFor(3, TimeUnit.SECONDS)).as(Files.readString(said)).isFalse();
            shell.descendants().forEach(ProcessHandle::destroy);
            shell.destroy();
            return;
        }
        assertThat(shell.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(line).isTrue();
        String output = Files.readString(said, StandardCharsets.UTF_8);
        String refusal = REFUSED.get(command);
        if (refusal != null) {
            assertThat(shell.exitValue()).as(output).isEqualTo(1);
            assertThat(output).contains(refusal);
        } else if (command.startsWith("./shaker gate")) {
            // What the sample's mixture loses is its own affair: a verdict, and no error.
            assertThat(shell.exitValue()).as(line + "\n" + output).isIn(0, 1, 3);
        } else {
            assertThat(shell.exitValue()).as(line + "\n" + output).isZero();
            assertThat(output).doesNotContain("\"code\"", "Exception");
        }
    }

    /** Addresses and ids that every reader has others of. */
    private static String here(String command) throws Exception {
        String line = command.replace("localhost:8080", "localhost:" + port)
                .replace("localhost:9092", up.servers().get("kafka.bootstrap.servers"))
                // Four domains and few rows are enough to see that a command does what it says.
                .replace("--sizes 1-13 --sample 200", "--sizes 1-4 --sample 5");
        if (line.contains("--attack textfooler") && !line.startsWith("./shaker demo")) {
            // A text attack takes seconds a row.
            line = line.replaceAll(" --rows [0-9]+", "") + " --rows 10";
        }
        if (line.contains("3fa1c0")) {
            line = line.replace("3fa1c0",
                    column("select mixture_id from mixture where space = 'mini' and status = 'READY' limit 1")
                            .getFirst().substring(0, 8));
        }
        if (line.startsWith("./shaker adapter withdraw")) {
            // The lines after it mix what is withdrawn here.
            line += " && ./shaker adapter publish runs/reviews --space mini --base models/mini-bert"
                    + " --labels-file domains.json --test 'data/{domain}/test.tsv' >/dev/null";
        }
        if (line.contains("sweep-1") && column("select id from sweep where id = 'sweep-1'").isEmpty()) {
            line = "./shaker sweep --space mini --sizes 1-2 --id sweep-1 >/dev/null && " + line;
        }
        if (line.contains("find-1") && column("select id from guided_search where id = 'find-1'").isEmpty()) {
            line = "./shaker find --space mini --target reviews --budget 1000 --id find-1 >/dev/null && " + line;
        }
        return line;
    }

    private static Process shell(String line, Path said) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line).directory(place.directory().toFile())
                .redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("SHAKER_URL", "http://localhost:" + port);
        return builder.start();
    }

    private void eventsWereWorked() throws Exception {
        List<String> expected = new ArrayList<>(List.of("run-17"));
        if (isInstalled("kcat")) {
            expected.add("run-19");
        }
        // They tell of a time before the adapters that were published here.
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                column("select event_id || ' ' || coalesce(code, 'adapter-superseded') || ' ' || coalesce(message, '')"
                        + " from announcement where event_id like 'run-%' order by event_id"))
                .hasSameSizeAs(expected).allMatch(row -> row.contains(" adapter-superseded ")));
    }

    private static List<String> column(String query) throws IOException, SQLException {
        List<String> values = new ArrayList<>();
        try (Connection database = StackProcess.database(up.servers());
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
