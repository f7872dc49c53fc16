package dev.shaker.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Keeps what it is sent, and answers 204 unless it is told to answer otherwise. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    public final List<Received> received = new CopyOnWriteArrayList<>();

    /** @param headers by names in lower case */
    @SuppressWarnings("ArrayRecordComponent")
    public record Received(String path, Map<String, String> headers, byte[] body) {}

    /** @param location of a redirect, empty for none */
    record Answer(int status, String body, String location) {}

    public Receiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** The next request that has none yet is answered so. */
    public void next(int status, String body) {
        answers.add(new Answer(status, body, ""));
    }

    void redirect(String location) {
        answers.add(new Answer(307, "", location));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(new Received(exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().entrySet().stream().collect(Collectors
                            .toMap(header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                                    header -> header.getValue().getFirst())),
                    exchange.getRequestBody().readAllBytes()));
            Answer answer = answers.poll();
            if (answer == null) {
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            if (!answer.location().isEmpty()) {
                exchange.getResponseHeaders().set("Location", answer.location());
            }
            byte[] body = answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
