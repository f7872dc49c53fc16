package dev.shaker.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Kafka, PostgreSQL and S3 over one data directory: {@code EmbeddedStack --data DIR}. When all three answer, their
 * addresses stand as ordinary settings in {@code DIR/stack.properties}. The process ends with its parent: as soon as its
 * standard input does.
 */
public final class EmbeddedStack implements AutoCloseable {
    /** Another stack runs on the same data directory. */
    public static final int EXIT_IN_USE = 4;

    /** Where the addresses stand while a stack runs. */
    public static final String SETTINGS = "stack.properties";

    private static final Duration PREDECESSOR_PATIENCE = Duration.ofSeconds(12);
    private static final long SHUTDOWN_MILLIS = 8_000;

    private final Path data;
    private final StackLock lock;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;

    private EmbeddedStack(Path data, StackLock lock) {
        this.data = data;
        this.lock = lock;
    }

    /** Starts, writes the settings, and stays until the parent is gone or one of the three is. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2 || !arguments[0].equals("--data")) {
            fail(2, "usage: EmbeddedStack --data DIRECTORY");
        }
        Path data = Path.of(arguments[1]).toAbsolutePath().normalize();
        Files.createDirectories(data.resolve("logs"));
        StackLock lock = StackLock.take(data, PREDECESSOR_PATIENCE).orElse(null);
        if (lock == null) {
            String pid = PropertiesFile.read(data.resolve(SETTINGS)).getOrDefault("shaker.stack.pid", "unknown");
            fail(EXIT_IN_USE, data + " is in use by a running stack (process " + pid
                    + "); end that one or name another directory");
            return;
        }
        EmbeddedStack stack = new EmbeddedStack(data, lock);
        stack.endWithParent();
        stack.logTo(data.resolve("logs/stack.log"));
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "shutdown"));
        try {
            stack.start(StackFiles.locate());
        } catch (Exception e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            Logger.getLogger("stack").log(Level.SEVERE, "cannot start", cause);
            fail(3, "cannot start: " + cause + " (more in " + data.resolve("logs") + ")");
        }
        System.err.println("stack: " + stack.end.get());
        System.exit(0);
    }

    private void start(StackFiles files) throws Exception {
        long begin = System.nanoTime();
        Files.deleteIfExists(data.resolve(SETTINGS));
        StackPorts ports = StackPorts.choose(data);
        Path logs = data.resolve("logs");
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            Future<ObjectStoreServer> objectStore = threads.submit(() -> part(() -> ObjectStoreServer
                    .start(data.resolve("s3"), files, logs.resolve("s3proxy.log"), ports)));
            Future<PostgresServer> postgres = threads
                    .submit(() -> part(() -> PostgresServer.start(data.resolve("postgres"),
                            PostgresBinaries.unpack(files.home()), logs.resolve("postgres.log"), ports)));
            Future<KafkaBroker> kafka = threads.submit(() -> part(() -> KafkaBroker.start(data.resolve("kafka"), ports,
                    TopicManifest.readAll(files.topics()))));
            var _ = end.whenComplete((reason, failure) -> threads.shutdownNow());
            watch(objectStore.get().process(), "S3");
            watch(postgres.get().process(), "PostgreSQL");
            writeSettings(kafka.get(), postgres.get(), objectStore.get());
        }
        System.err.printf("stack: ready in %.1f s, data in %s%n", (System.nanoTime() - begin) / 1e9, data);
    }

    private void writeSettings(KafkaBroker kafka, PostgresServer postgres, ObjectStoreServer objectStore)
            throws IOException {
        PropertiesFile.write(data.resolve(SETTINGS),
                Map.of("shaker.stack.pid", "" + ProcessHandle.current().pid(), "kafka.bootstrap.servers",
                        kafka.bootstrap(), "quarkus.datasource.jdbc.url", postgres.url(), "quarkus.datasource.username",
                        PostgresServer.USER, "quarkus.datasource.password", postgres.password(),
                        "shaker.store.endpoint", objectStore.endpoint(), "shaker.store.access-key",
                        ObjectStoreServer.ACCESS_KEY, "shaker.store.secret-key", ObjectStoreServer.SECRET_KEY,
                        "shaker.store.bucket", ObjectStoreServer.BUCKET));
    }

    /** Starts one part and remembers it for the end; one that is ready too late is closed at once. */
    private <T extends AutoCloseable> T part(Callable<T> start) throws Exception {
        T part = start.call();
        synchronized (parts) {
            if (!closed) {
                parts.push(part);
                return part;
            }
        }
        part.close();
        throw new StackException("the stack is ending");
    }

    private void watch(Process process, String name) {
        var _ = process.onExit().thenAccept(ended -> end.complete(name + " ended with code " + ended.exitValue()));
    }

    private void endWithParent() {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            try {
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                // A broken pipe is the same end.
            }
            end.complete("the parent has ended");
            System.exit(0);
        });
    }

    private void logTo(Path file) throws IOException {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT %4$s %3$s: %5$s%6$s%n");
        FileHandler handler = new FileHandler(file.toString().replace("%", "%%"), 4_000_000, 1, true);
        handler.setFormatter(new SimpleFormatter());
        root.addHandler(handler);
        root.setLevel(Level.WARNING);
    }

    /** Stops all parts at the same time, and for not longer than some seconds: their data survive a hard end as well. */
    @Override
    public void close() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(SHUTDOWN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
        List<AutoCloseable> ending;
        synchronized (parts) {
            closed = true;
            ending = List.copyOf(parts);
            parts.clear();
        }
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            for (AutoCloseable part : ending) {
                var _ = threads.submit(() -> {
                    part.close();
                    return true;
                });
            }
        }
        try {
            Files.deleteIfExists(data.resolve(SETTINGS));
            lock.close();
        } catch (IOException e) {
            Logger.getLogger("stack").log(Level.WARNING, "cannot clean up", e);
        }
    }

    private static void fail(int code, String message) {
        System.err.println("stack: " + message);
        System.exit(code);
    }
}
