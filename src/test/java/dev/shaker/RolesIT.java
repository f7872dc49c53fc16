package dev.shaker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.shaker.event.Json;
import dev.shaker.runtime.DevelopmentStack;
import dev.shaker.runtime.Role;
import dev.shaker.stack.StackProcess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The built application as the chart runs it: the migration to its end, then every role in a process of its own on the same
 * broker, database and store. Which channels each consumes, what answers over HTTP, and that together they are one system.
 */
class RolesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration TO_THE_END = Duration.ofSeconds(15);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern CONSUMER = Pattern.compile("client_id=\"kafka-consumer-([a-z_]+?)(-\\d+)?\"");
    private static final Set<String> CHECKS = Set.of("Database connections health check",
            "SmallRye Reactive Messaging - liveness check", "SmallRye Reactive Messaging - readiness check",
            "SmallRye Reactive Messaging - startup check", "object store", "broker", "outbox");
    private static final Map<Role, Set<String>> CHANNELS = Map.of(Role.FSD,
            Set.of("train_completed", "adapter_withdrawn"), Role.MIXER,
            Set.of("mixture_request", "sweep_request", "guided_request", "evaluation_measured"), Role.EVALUATOR,
            Set.of("evaluation_request"), Role.GATEWAY, Set.of("results"));

    private static final Map<Role, Process> PROCESSES = new EnumMap<>(Role.class);
    private static final Map<Role, Integer> PORTS = new EnumMap<>(Role.class);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static DevelopmentStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = StackProcess.start(directory.resolve("servers"));
        Process migration = run(Role.MIGRATE);
        assertThat(migration.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(migration.exitValue()).as(said(Role.MIGRATE)).isZero();
        for (Role role : CHANNELS.keySet()) {
            PROCESSES.put(role, run(role));
        }
        for (Role role : CHANNELS.keySet()) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
                    .failFast(() -> assertThat(PROCESSES.get(role).isAlive()).as(said(role)).isTrue())
                    .until(() -> status(role, "/q/health") == 200);
        }
    }

    /** All at once, told to end as Kubernetes tells it: an idle one goes at once, not channel by channel after seconds each. */
    @AfterAll
    static void stop() throws InterruptedException {
        try {
            PROCESSES.values().forEach(Process::destroy);
            for (Map.Entry<Role, Process> process : PROCESSES.entrySet()) {
                assertThat(process.getValue().waitFor(TO_THE_END.toSeconds(), TimeUnit.SECONDS))
                        .as(said(process.getKey())).isTrue();
            }
        } finally {
            PROCESSES.values().forEach(Process::destroyForcibly);
            stack.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "FSD", "MIXER", "EVALUATOR", "GATEWAY" })
    void exactlyTheChannelsOfTheRoleAreConsumed(Role role) throws Exception {
        Set<String> consumed = CONSUMER.matcher(get(role, "/q/metrics").body()).results()
                .map((MatchResult found) -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(consumed).isEqualTo(CHANNELS.get(role));
    }

    @ParameterizedTest
    @EnumSource(names = { "FSD", "MIXER", "EVALUATOR", "GATEWAY" })
    void exactlyTheHealthChecksOfTheRoleAnswer(Role role) throws Exception {
        // Given
        Set<String> expected = new HashSet<>(CHECKS);
        if (role == Role.FSD || role == Role.MIXER) {
            expected.add("events in hand");
        }
        if (role == Role.EVALUATOR) {
            expected.add("evaluation progress");
        }

        // When
        JsonNode health = Json.mapper().readTree(get(role, "/q/health").body());

        // Then
        Set<String> checks = new HashSet<>();
        health.path("checks").forEach(check -> checks.add(check.path("name").asText()));
        assertThat(checks).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = { "FSD", "MIXER", "EVALUATOR" })
    void restAndThePageAreTheGatewaysAlone(Role role) throws Exception {
        for (String path : List.of("/", "/api/v1/spaces", "/api/v1/events/stream", "/q/openapi")) {
            HttpResponse<String> answer = get(role, path);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            JsonNode problem = Json.mapper().readTree(answer.body());
            assertThat(problem.path("code").asText()).isEqualTo("resource-unknown");
            assertThat(problem.path("detail").asText()).contains("role " + role.label());
            assertThat(problem.path("instance").asText()).isEqualTo(path);
        }
        assertThat(status(Role.GATEWAY, "/")).isEqualTo(200);
    }

    @Test
    void togetherTheyRegisterMixAndEvaluate() throws Exception {
        // When
        command("adapter", "publish", "src/sample/pfeiffer/films", "src/sample/pfeiffer/reviews", "--space", "roles",
                "--base", "src/sample/base", "--base-name", "shaker-sample/tiny-bert", "--test",
                "src/sample/domains/{domain}/test.tsv", "--labels-file", "src/sample/domains/domains.json");
        JsonNode mixed = Json.mapper()
                .readTree(command("mix", "--space", "roles", "--members", "films,reviews", "--rows",
                        "40", "--json"));

        // Then
        JsonNode evaluations = Json.mapper()
                .readTree(get(Role.GATEWAY, "/api/v1/spaces/roles/mixtures/" + mixed.at("/mixture/id").asText()).body())
                .path("evaluations");
        assertThat(evaluations).hasSize(2)
                .allMatch(evaluation -> evaluation.path("status").asText().equals("completed")
                        && evaluation.path("rows").asInt() == 40);
    }

    private static Process run(Role role) throws IOException {
        int port = Launched.freePort();
        PORTS.put(role, port);
        Map<String, String> environment = new HashMap<>(Launched.environment(stack.settings()));
        environment.put("SHAKER_ROLE", role.label());
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        return Launched.application(environment, "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true").redirectOutput(log(role).toFile()).start();
    }

    /** What a command of the command line prints about the gateway. */
    private static String command(String... words) throws IOException, InterruptedException {
        return Launched.command(directory, PORTS.getOrDefault(Role.GATEWAY, 0), words);
    }

    private static HttpResponse<String> get(Role role, String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create("http://localhost:" + PORTS.get(role) + path))
                .timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int status(Role role, String path) throws InterruptedException {
        try {
            return get(role, path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static Path log(Role role) {
        return directory.resolve(role.label() + ".log");
    }

    private static String said(Role role) {
        try {
            return Files.readString(log(role), UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
