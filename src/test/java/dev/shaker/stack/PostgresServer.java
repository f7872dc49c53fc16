package dev.shaker.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL server, a direct child process with a watchdog: when this process ends, however it ends, the pipe
 * between the two closes and the watchdog stops the server.
 */
final class PostgresServer implements AutoCloseable {
    static final String USER = "shaker";
    static final String DATABASE = "shaker";

    /**
     * Becomes the server (the same process id) after leaving a watchdog behind that waits for the end of standard input:
     * then fast shutdown, immediate shutdown after 3 seconds, the axe after 5. The watchdog is an orphan on purpose: the
     * server would take the end of an unknown child for a crash.
     */
    private static final String WATCHED = """
            exec 3<&0 </dev/null
            ( (cat <&3 >/dev/null
               kill -INT $$ || exit 0
               n=0; while kill -0 $$; do
                 sleep 0.1; n=$((n+1))
                 [ $n = 30 ] && kill -QUIT $$
                 [ $n -ge 50 ] && kill -KILL $$
               done) 2>/dev/null & )
            exec 3<&-
            exec "$@"
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PREDECESSOR_PATIENCE = Duration.ofSeconds(8);
    private static final long POLL_MILLIS = 50;
    private static final int LAST_LINES = 5;

    private final Process process;
    private final String url;
    private final String password;

    private PostgresServer(Process process, String url, String password) {
        this.process = process;
        this.url = url;
        this.password = password;
    }

    static PostgresServer start(Path directory, Path programs, Path log, StackPorts ports) throws Exception {
        Privileges privileges = Privileges.forPostgres();
        Path bin = programs.resolve("bin");
        String password = initialise(directory, bin, privileges, log);
        awaitPredecessor(directory);
        List<String> command = new ArrayList<>(List.of("sh", "-c", WATCHED, "postgres"));
        command.addAll(privileges.prefix());
        command.addAll(List.of(bin.resolve("postgres").toString(), "-D", directory.toString()));
        for (String setting : settings(ports)) {
            command.add("-c");
            command.add(setting);
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        String server = "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/";
        PostgresServer postgres = new PostgresServer(process, server + DATABASE, password);
        try {
            postgres.createDatabase(server + "postgres", log);
        } catch (Exception e) {
            postgres.close();
            throw e;
        }
        return postgres;
    }

    Process process() {
        return process;
    }

    String url() {
        return url;
    }

    String password() {
        return password;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(PREDECESSOR_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** Initialises beside the final place and moves: an interrupted start leaves no half-made cluster. */
    private static String initialise(Path directory, Path bin, Privileges privileges, Path log) throws Exception {
        Path secret = directory.resolveSibling("postgres.password");
        if (Files.exists(directory)) {
            return Files.readString(secret).strip();
        }
        Path draft = directory.resolveSibling(directory.getFileName() + ".new");
        Directories.delete(draft);
        Files.createDirectories(draft);
        Files.deleteIfExists(secret);
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String password = UUID.randomUUID().toString();
        Files.writeString(secret, password + "\n");
        // initdb reads the password as the user it becomes, so the file passes through a place of that user.
        Path passwordForInit = Files.writeString(draft.resolveSibling("postgres.init"), password + "\n");
        privileges.giveAway(draft);
        privileges.giveAway(passwordForInit);
        List<String> command = new ArrayList<>(privileges.prefix());
        command.addAll(List.of(bin.resolve("initdb").toString(), "-D", draft.toString(), "-U", USER, "-A",
                "scram-sha-256", "--pwfile", passwordForInit.toString(), "-E", "UTF8", "--locale=C", "--no-sync",
                "--no-instructions"));
        int code = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start().waitFor();
        Files.delete(passwordForInit);
        if (code != 0) {
            throw new StackException("initdb failed with exit code " + code + ": " + lastLines(log));
        }
        Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    /**
     * A server of a killed stack is about to stop by itself. This stack holds the data directory's lock, so one that does
     * not is nobody's. The number in a file left over may by now belong to any other process.
     */
    private static void awaitPredecessor(Path directory) throws IOException, InterruptedException {
        Path file = directory.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        Optional<ProcessHandle> running = lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                        .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
        if (running.isPresent()) {
            ProcessHandle predecessor = running.get();
            long deadline = System.nanoTime() + PREDECESSOR_PATIENCE.toNanos();
            while (predecessor.isAlive()) {
                if (System.nanoTime() > deadline) {
                    predecessor.destroyForcibly();
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
        Files.deleteIfExists(file);
    }

    private static List<String> settings(StackPorts ports) {
        return List.of("port=" + ports.postgres(), "listen_addresses=127.0.0.1", "unix_socket_directories=",
                "shared_buffers=32MB", "max_connections=120", "max_wal_size=256MB", "jit=off",
                "dynamic_shared_memory_type=mmap", "max_worker_processes=2", "max_parallel_workers=0",
                // Killed processes lose nothing by this, only a power cut would: these are data of a development machine.
                "fsync=off", "full_page_writes=off");
    }

    private void createDatabase(String administrative, Path log) throws Exception {
        try (Connection connection = connect(administrative, log);
                Statement statement = connection.createStatement()) {
            boolean present = statement
                    .executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'").next();
            if (!present) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        }
    }

    private Connection connect(String administrative, Path log) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return DriverManager.getConnection(administrative, USER, password);
            } catch (SQLException e) {
                if (!process.isAlive()) {
                    throw new StackException("PostgreSQL ended at once: " + lastLines(log), e);
                }
                if (System.nanoTime() > deadline) {
                    throw new StackException("PostgreSQL does not answer: " + lastLines(log), e);
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
