package dev.shaker.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.jspecify.annotations.Nullable;

import dev.shaker.runtime.DevelopmentStack;

/**
 * One embedded stack for all integration tests of a test JVM, on {@code target/test-stack}, empty when it starts. It ends
 * with the JVM: a second application start finds it running.
 */
public final class StackResource implements QuarkusTestResourceLifecycleManager {
    /** System properties are shared by the class loaders of a test JVM, static fields are not. */
    private static final String RUNNING = "shaker.test.stack.";

    @Nullable
    private static DevelopmentStack stack;

    @Override
    public Map<String, String> start() {
        return settings();
    }

    /** The settings of this JVM's stack, which is started by the first call. */
    @SuppressWarnings("LockOnNonEnclosingClassLiteral") // This class is loaded more than once, System is not.
    public static synchronized Map<String, String> settings() {
        synchronized (System.class) {
            if (System.getProperty(RUNNING + "data") == null) {
                Path stacks = StackFiles.locate().project().resolve("target/test-stack");
                removeThoseOfEndedJvms(stacks);
                Path data = stacks.resolve(Long.toString(ProcessHandle.current().pid()));
                stack = StackProcess.start(data);
                System.setProperty(RUNNING + "data", data.toString());
                stack.settings().forEach((name, value) -> System.setProperty(RUNNING + name, value));
            }
            return System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith(RUNNING) && !name.equals(RUNNING + "data"))
                    .collect(java.util.stream.Collectors.toUnmodifiableMap(name -> name.substring(RUNNING.length()),
                            System::getProperty));
        }
    }

    private static void removeThoseOfEndedJvms(Path stacks) {
        try {
            Files.createDirectories(stacks);
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(stacks)) {
                for (Path directory : directories) {
                    long pid = Long.parseLong(directory.getFileName().toString());
                    if (pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty()) {
                        removeIfQuiet(directory);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeIfQuiet(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            // Its stack is still ending and changes files; the next run removes what is left.
        }
    }

    @Override
    public void stop() {
        // The stack's standard input is this JVM's: it ends when the JVM does, and other test classes may still want it.
    }
}
