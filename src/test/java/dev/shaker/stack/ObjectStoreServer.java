package dev.shaker.stack;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** S3Proxy over a directory of files, in a child process that ends with this one. */
final class ObjectStoreServer implements AutoCloseable {
    static final String BUCKET = "shaker";
    static final String ACCESS_KEY = "shaker";
    static final String SECRET_KEY = "shaker-secret";

    private static final Pattern DRAFT = Pattern.compile(".*-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 50;

    private final Process process;
    private final String endpoint;

    private ObjectStoreServer(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static ObjectStoreServer start(Path directory, StackFiles files, Path log, StackPorts ports)
            throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve(BUCKET));
        removeDrafts(directory);
        String endpoint = "http://127.0.0.1:" + ports.objectStore();
        Path configuration = directory.resolveSibling("s3proxy.properties");
        PropertiesFile.write(configuration,
                Map.of("s3proxy.endpoint", endpoint, "s3proxy.authorization", "aws-v2-or-v4", "s3proxy.identity",
                        ACCESS_KEY, "s3proxy.credential", SECRET_KEY, "jclouds.provider", "filesystem-nio2",
                        "jclouds.filesystem.basedir", directory.toString(), "s3proxy.v4-max-non-chunked-request-size",
                        "134217728", "s3proxy.jetty.max-threads", "32"));
        Process process = new ProcessBuilder(
                List.of(StackFiles.java().toString(), "-Xmx192m", "-Xss512k", "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", "-XX:MaxDirectMemorySize=32m", "-cp",
                        files.objectStoreJar() + File.pathSeparator + files.testClasses(),
                        "dev.shaker.stack.ObjectStoreMain", "--properties", configuration.toString()))
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        ObjectStoreServer server = new ObjectStoreServer(process, endpoint);
        server.awaitReady(ports.objectStore(), log);
        return server;
    }

    Process process() {
        return process;
    }

    String endpoint() {
        return endpoint;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(3, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private void awaitReady(int port, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new StackException("the S3 server does not answer; see " + log, e);
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    /** An upload cut off by the end of its server leaves a file that has the draft's name and not yet its digest. */
    private static void removeDrafts(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                UserDefinedFileAttributeView view = Files.getFileAttributeView(file,
                        UserDefinedFileAttributeView.class);
                if (DRAFT.matcher(file.getFileName().toString()).matches() && view != null
                        && !view.list().contains("user.content-md5")) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
