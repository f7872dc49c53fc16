package dev.shaker.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.shaker.cli.common.Documents;
import dev.shaker.event.EventCodec;
import dev.shaker.event.Json;

/**
 * The REST contract on a real socket, without what is behind it: uploads are kept, events are checked by the real codec,
 * and everything else is answered by {@link FakeCatalogue}.
 */
final class FakeInstance implements AutoCloseable {
    final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    /** What uploads announced; an object that somebody overwrote in the store has none. */
    final Map<String, String> digests = new ConcurrentHashMap<>();
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    final FakeCatalogue catalogue = new FakeCatalogue();
    final List<String> streams = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger unavailable = new AtomicInteger();
    final AtomicInteger broken = new AtomicInteger();

    private final HttpServer server;

    FakeInstance() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Requests by method and the beginning of the path. */
    List<String> requests(String prefix) {
        synchronized (requests) {
            return requests.stream().filter(request -> request.startsWith(prefix)).toList();
        }
    }

    @Override
    public void close() {
        // The JDK's server takes a second to notice; nobody needs to wait for that.
        Thread.ofVirtual().start(() -> server.stop(0));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath().replaceFirst("^/api/v1", "");
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (broken.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return;
            }
            if (unavailable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.getResponseHeaders().add("Retry-After", "0");
                problem(exchange, 503, "store-unavailable", "the store is away");
            } else if (path.startsWith("/uploads/")) {
                upload(exchange, path.substring(1), body);
            } else if (path.equals("/objects")) {
                object(exchange, query.getOrDefault("location", "").replaceFirst("^s3://bucket/", ""));
            } else if (path.equals("/events/stream")) {
                stream(exchange);
            } else if (path.equals("/events")) {
                var decoded = new EventCodec().decode(
                        Map.of("content-type", exchange.getRequestHeaders().getFirst("Content-Type")), body,
                        Instant.now());
                catalogue.announce(decoded.id(), Json.mapper().valueToTree(decoded.data()));
                answer(exchange, 202, Documents.object().put("id", decoded.id()));
            } else {
                JsonNode document = body.length == 0 ? Documents.object() : Json.tree(body);
                catalogue.answer(exchange.getRequestMethod(), path, query, (ObjectNode) document)
                        .ifPresentOrElse(found -> answer(exchange, found), () -> problem(exchange, 404,
                                FakeCatalogue.unknown(path), "there is nothing at " + path
                                        + "; GET /api/v1/spaces/mini/mixtures lists those there are"));
            }
        }
    }

    private void upload(HttpExchange exchange, String key, byte[] body) throws IOException {
        String location = "s3://bucket/" + key;
        if (exchange.getRequestMethod().equals("HEAD")) {
            byte[] there = objects.get(key);
            exchange.getResponseHeaders().add("x-location", location);
            if (there != null) {
                exchange.getResponseHeaders().add("x-size", String.valueOf(there.length));
                exchange.getResponseHeaders().add("x-sha256", digests.getOrDefault(key, ""));
            }
            exchange.sendResponseHeaders(there == null ? 404 : 200, -1);
        } else {
            objects.put(key, body);
            digests.put(key, exchange.getRequestHeaders().getFirst("x-sha256"));
            answer(exchange, 201, Documents.object().put("location", location));
        }
    }

    private void object(HttpExchange exchange, String key) throws IOException {
        byte[] there = objects.get(key);
        if (there == null) {
            problem(exchange, 404, "resource-unknown", "there is no object " + key);
        } else {
            exchange.sendResponseHeaders(200, there.length);
            exchange.getResponseBody().write(there);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        requests.add("Last-Event-ID " + exchange.getRequestHeaders().getFirst("Last-Event-ID"));
        byte[] frames = (streams.isEmpty() ? "" : streams.removeFirst()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(frames);
    }

    private static void answer(HttpExchange exchange, FakeCatalogue.Answer answer) {
        if (answer.body() == null) {
            problem(exchange, answer.status(), answer.code(), answer.message());
        } else {
            answer(exchange, answer.status(), answer.body());
        }
    }

    private static void problem(HttpExchange exchange, int status, String code, String message) {
        ObjectNode problem = Documents.object().put("type", "urn:shaker:error:" + code).put("status", status)
                .put("detail", message).put("code", code);
        problem.putObject("details").put("place", "test");
        answer(exchange, status, problem);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) {
        byte[] bytes = body.isTextual()
                ? body.asText().getBytes(StandardCharsets.UTF_8)
                : Documents.compact(body).getBytes(StandardCharsets.UTF_8);
        try {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }
}
