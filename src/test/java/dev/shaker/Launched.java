package dev.shaker;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.event.Json;
import dev.shaker.stack.StackProcess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A {@code ./shaker demo} or {@code ./shaker up} of its own: real processes, what they say, and their REST API. */
final class Launched implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration END = Duration.ofSeconds(40);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process launcher;
    private final Path data;
    private final Path said;
    private final Path complained;
    private final int port;

    private Launched(Process launcher, Path data, Path said, Path complained, int port) {
        this.launcher = launcher;
        this.data = data;
        this.said = said;
        this.complained = complained;
        this.port = port;
    }

    /** A port that nobody listens on now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** @param words what follows {@code ./shaker}; {@code --data} and {@code --port} are added */
    static Launched run(Path data, int port, String... words) throws IOException {
        return run(data, port, Map.of(), words);
    }

    /** @param environment addresses of servers that are not the launcher's own, for instance */
    static Launched run(Path data, int port, Map<String, String> environment, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("./shaker"));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.resolve("data").toString(), "--port", Integer.toString(port)));
        Path said = Files.createTempFile(data, "out", ".txt");
        Path complained = Files.createTempFile(data, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        List.of("KAFKA_BOOTSTRAP_SERVERS", "QUARKUS_DATASOURCE_JDBC_URL", "SHAKER_STORE_ENDPOINT", "SHAKER_URL")
                .forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        Process launcher = builder.redirectOutput(said.toFile()).redirectError(complained.toFile()).start();
        return new Launched(launcher, data.resolve("data"), said, complained, port);
    }

    /** Waits until the instance answers. */
    Launched started() {
        await().atMost(START).pollInterval(Duration.ofMillis(50))
                .failFast(() -> assertThat(launcher.isAlive()).as(complaints()).isTrue())
                .until(() -> find("/info").isPresent());
        return this;
    }

    /** Waits for the end of the launcher and returns its exit code. */
    int ended(Duration patience) throws InterruptedException {
        if (!launcher.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + patience + ": " + complaints());
        }
        return launcher.exitValue();
    }

    /** Standard output so far. */
    String output() throws IOException {
        return Files.readString(said, UTF_8);
    }

    /** Standard error so far. */
    String complaints() {
        try {
            return Files.readString(complained, UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The document at a path of the API; empty where nothing answers, or another status than 200. */
    Optional<JsonNode> find(String path) {
        try {
            HttpResponse<byte[]> answer = HTTP.send(request(path).GET().build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? Optional.of(Json.mapper().readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    JsonNode get(String path) {
        return find(path).orElseThrow(() -> new AssertionError("nothing at " + path));
    }

    int post(String path, String json) throws IOException, InterruptedException {
        return HTTP.send(request(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Publishes the sample's Pfeiffer adapters to a space through the command line, which does not wait for outcomes. */
    void publishSample(String space) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("adapter", "publish"));
        try (Stream<Path> adapters = Files.list(Path.of("src/sample/pfeiffer"))) {
            adapters.map(Path::toString).sorted().forEach(words::add);
        }
        words.addAll(List.of("--space", space, "--base", "src/sample/base", "--base-name",
                "shaker-sample/tiny-bert", "--test", "src/sample/domains/{domain}/test.tsv", "--labels-file",
                "src/sample/domains/domains.json", "--no-wait"));
        command(words.toArray(String[]::new));
    }

    /** What a command of the command line prints about this instance; it has to succeed. */
    String command(String... words) throws IOException, InterruptedException {
        return command(said.toAbsolutePath().getParent(), port, words);
    }

    /** The same of an instance at a port, with its output in files of a directory. */
    static String command(Path directory, int port, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./shaker"));
        command.addAll(List.of(words));
        command.addAll(List.of("--url", "http://localhost:" + port));
        Path told = Files.createTempFile(directory, "told", ".txt");
        Path complaints = Files.createTempFile(directory, "complaints", ".txt");
        Process process = new ProcessBuilder(command).redirectOutput(told.toFile())
                .redirectError(complaints.toFile()).start();
        assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(complaints)).isZero();
        return Files.readString(told, UTF_8);
    }

    /**
     * The built application without the launcher, as images start it: nothing of this environment that Shaker or Java would read.
     *
     * @param options of the JVM
     */
    static ProcessBuilder application(Map<String, String> environment, String... options) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SHAKER_") || name.contains("JAVA_"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** What the launcher reads from its environment to use these servers instead of its own. */
    static Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>();
        settings.forEach((name, value) -> {
            if (!name.startsWith("shaker.stack.")) {
                environment.put(name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), value);
            }
        });
        return environment;
    }

    /** Kills the application's JVM, as {@code kill -9} does. */
    void killApplication() {
        launcher.descendants().filter(process -> commandLine(process).contains("quarkus-run.jar"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills the launcher alone. */
    void killLauncher() throws InterruptedException {
        launcher.destroyForcibly().waitFor();
    }

    /** Kills all processes at once: launcher, command line, application, servers. */
    void killEverything() throws InterruptedException {
        List<ProcessHandle> victims = Stream.concat(launcher.descendants(), processes()).distinct().toList();
        launcher.destroyForcibly();
        victims.forEach(ProcessHandle::destroyForcibly);
        launcher.waitFor();
    }

    /** The application and the servers over this data directory. */
    Stream<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(process -> {
            String line = commandLine(process);
            return line.contains(data + "/") || line.endsWith(data.toString());
        }).filter(process -> commandLine(process).contains("/bin/"));
    }

    /** Addresses and credentials of the embedded servers. */
    Map<String, String> servers() throws IOException {
        return StackProcess.attach(data).orElseThrow(() -> new AssertionError("no stack over " + data));
    }

    /** Tells the launcher to end, as Ctrl-C does, and returns its exit code. */
    int interrupted() throws InterruptedException {
        launcher.destroy();
        return ended(END);
    }

    @Override
    public void close() throws InterruptedException {
        launcher.destroy();
        if (!launcher.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
            killEverything();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1" + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }
}
