package dev.shaker.runtime;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * A Kafka, a PostgreSQL and an S3 store in a child process, for development and tests. Only the command that starts them
 * stands here: the servers themselves are on the class path of the project's tests and no part of Shaker.
 *
 * <p>
 * The child ends with the process that started it, however that ends: it waits for the end of its standard input.
 */
public final class DevelopmentStack implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration END_PATIENCE = Duration.ofSeconds(15);
    private static final long POLL_MILLIS = 25;
    private static final String PID = "shaker.stack.pid";

    private final Process process;
    private final Map<String, String> settings;

    private DevelopmentStack(Process process, Map<String, String> settings) {
        this.process = process;
        this.settings = settings;
    }

    /** Whether this project directory has what a stack is started from. */
    public static boolean isPresent(Path project) {
        return Files.exists(project.resolve("target/stack/classpath"))
                && Files.exists(project.resolve("target/test-classes/dev/shaker/stack/EmbeddedStack.class"));
    }

    /**
     * Starts a stack and waits until its three servers answer.
     *
     * @param project the directory of the source tree, built
     * @param data where the servers keep their data; made if absent
     * @throws ShakerException {@code CONFIGURATION_INVALID} if it does not start, with what it said
     */
    public static DevelopmentStack start(Path project, Path data) {
        try {
            Path directory = Files.createDirectories(data.toAbsolutePath().normalize());
            Path said = Files.createDirectories(directory.resolve("logs")).resolve("stack.out");
            Process process = new ProcessBuilder(command(project.toAbsolutePath().normalize(), directory))
                    .redirectErrorStream(true).redirectOutput(said.toFile()).start();
            return new DevelopmentStack(process, awaitSettings(process, directory.resolve("stack.properties"), said));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Process id of the stack. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end of the stack. */
    void awaitEnd() {
        process.onExit().join();
    }

    /** The addresses, as ordinary Quarkus settings. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Ends the stack as {@code kill -9} would and waits for the end of its process, not of its children. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends the stack in good order. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> command(Path project, Path data) throws IOException {
        Path target = project.resolve("target");
        String classPath = String.join(File.pathSeparator, Files.readString(target.resolve("stack/classpath")).strip(),
                target.resolve("stack/slf4j-jdk14.jar").toString(), target.resolve("test-classes").toString());
        List<String> command = new ArrayList<>();
        Path newSession = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(newSession)) {
            // Ctrl-C in the terminal is for the parent, which then ends the stack when it is done with it.
            command.add(newSession.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + project.resolve("src/build/stack-jvm.args"));
        command.addAll(List.of("-cp", classPath, "dev.shaker.stack.EmbeddedStack", "--data", data.toString()));
        return command;
    }

    private static Map<String, String> awaitSettings(Process process, Path file, Path said) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String pid = Long.toString(process.pid());
        try {
            while (System.nanoTime() < deadline) {
                Map<String, String> settings = read(file);
                if (pid.equals(settings.get(PID))) {
                    return Map.copyOf(settings);
                }
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw failure("the embedded stack ended with exit code " + process.exitValue(), said);
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw failure("interrupted while the embedded stack started", said);
        }
        process.destroyForcibly();
        throw failure("the embedded stack was not ready after " + PATIENCE.toSeconds() + " s", said);
    }

    private static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }

    private static ShakerException failure(String what, Path said) throws IOException {
        return new ShakerException(ErrorCode.CONFIGURATION_INVALID,
                what + "; it said: " + Files.readString(said).strip());
    }
}
