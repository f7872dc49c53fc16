package dev.shaker.served;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;

/**
 * Answers over HTTP what src/test/python/served_model.py answered when {@link ServedModelTest} recorded it, and fails in the ways
 * that servers do. What was never asked of the model is answered 500.
 */
public final class ReplayServer implements AutoCloseable {
    static final Path ANSWERS = Path.of("src/test/resources/served/answers.jsonl.gz");
    private static final String NAME = "transformers";
    private static final String VERSION = "4.57.6";
    public static final String ENGINE = NAME + " " + VERSION;
    private static final Map<String, String> RECORDED = read();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Digests of weights by name. */
    private final Map<String, String> adapters = new ConcurrentHashMap<>();
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger busiest = new AtomicInteger();
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile int maxModelLen = 64;
    volatile @Nullable String authorization;

    /** How one request fails. */
    interface Fault {
        /** Whether it was answered. */
        boolean answer(ReplayServer server, HttpExchange exchange) throws IOException;

        static Fault status(int status, String body) {
            return (server, exchange) -> {
                send(exchange, status, body);
                return true;
            };
        }

        /** Nothing comes until the server is closed. */
        static Fault hang() {
            return (server, exchange) -> {
                try {
                    server.closing.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
                return true;
            };
        }

        /** The connection is cut. */
        static Fault cut() {
            return (server, exchange) -> {
                exchange.close();
                return true;
            };
        }

        /** The server is started anew: no adapter is there any more. */
        static Fault restarted() {
            return (server, _) -> {
                server.adapters.clear();
                return false;
            };
        }
    }

    /** Serves until it is closed. */
    public ReplayServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The next requests of a path fail so, one each. */
    void fail(String path, int times, Fault fault) {
        for (int i = 0; i < times; i++) {
            faults.computeIfAbsent(path, _ -> new ConcurrentLinkedDeque<>()).add(fault);
        }
    }

    /** Names of adapters that are loaded. */
    List<String> loaded() {
        return List.copyOf(adapters.keySet());
    }

    long count(String path) {
        return asked.stream().filter(path::equals).count();
    }

    /** Most requests that were in work at a time. */
    int busiest() {
        return busiest.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        busiest.accumulateAndGet(busy.incrementAndGet(), Math::max);
        try {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            authorization = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] body = exchange.getRequestBody().readAllBytes();
            Deque<Fault> failing = faults.get(path);
            Fault fault = failing == null ? null : failing.poll();
            if (fault == null || !fault.answer(this, exchange)) {
                answer(exchange, path, body);
            }
        } finally {
            busy.decrementAndGet();
            exchange.close();
        }
    }

    private void answer(HttpExchange exchange, String path, byte[] body) throws IOException {
        switch (path) {
            // Of a test in another class loader: /fail/503/health makes the next look at /health fail.
            case "/fail/503/health" -> {
                fail("/health", 3, Fault.status(503, ""));
                send(exchange, 200, "");
            }
            case "/health" -> send(exchange, 200, "");
            case "/version" -> send(exchange, 200, "{\"version\": \"" + VERSION + "\"}");
            case "/v1/models" -> send(exchange, 200, JsonText.compact(models()));
            case "/v1/load_lora_adapter" -> load(exchange, json(body));
            case "/v1/unload_lora_adapter" -> {
                boolean known = adapters.remove(json(body).path("lora_name").asText()) != null;
                send(exchange, known ? 200 : 404, known ? "Success" : error("cannot be found"));
            }
            case "/v1/completions", "/classify", "/tokenize" -> recorded(exchange, path, (ObjectNode) json(body));
            default -> send(exchange, 404, "{\"detail\": \"Not Found\"}");
        }
    }

    private void load(HttpExchange exchange, JsonNode body) throws IOException {
        Path weights = Path.of(body.path("lora_path").asText(), "adapter_model.safetensors");
        if (!Files.exists(weights)) {
            send(exchange, 404, error("No adapter found for " + weights.getParent()));
        } else if (adapters.putIfAbsent(body.path("lora_name").asText(),
                Sha256.hex(new FileByteSource(weights))) != null) {
            send(exchange, 400, error("has already been loaded"));
        } else {
            send(exchange, 200, "Success");
        }
    }

    private void recorded(HttpExchange exchange, String path, ObjectNode body) throws IOException {
        String model = body.remove("model").asText();
        String adapter = model.equals(ServedJobs.MODEL) ? "" : adapters.get(model);
        if (adapter == null) {
            send(exchange, 404, error("The model `" + model + "` does not exist."));
            return;
        }
        String answer = RECORDED.get(key(path, adapter, body));
        send(exchange, answer == null ? 500 : 200, answer == null ? error("this was never asked") : answer);
    }

    private ObjectNode models() {
        ObjectNode list = JsonText.object();
        ArrayNode data = list.putArray("data");
        data.addObject().put("id", ServedJobs.MODEL).put("owned_by", NAME)
                .put("max_model_len", maxModelLen);
        adapters.keySet().forEach(name -> data.addObject().put("id", name));
        return list;
    }

    private static JsonNode json(byte[] body) {
        return JsonText.parse(ErrorCode.INTERNAL, "request", body);
    }

    static String error(String message) {
        return "{\"error\": {\"message\": \"" + message + "\"}}";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String key(String path, String adapter, JsonNode ask) {
        return path + " " + adapter + " " + JsonText.compact(ask);
    }

    private static Map<String, String> read() {
        Map<String, String> recorded = new HashMap<>();
        if (!Files.exists(ANSWERS)) {
            return recorded;
        }
        try (var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(ANSWERS)),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode exchange = json(line.getBytes(StandardCharsets.UTF_8));
                String adapter = exchange.path("adapter").asText();
                recorded.put(key(exchange.path("path").asText(), adapter, exchange.path("ask")),
                        JsonText.compact(exchange.path("answer")));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return recorded;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
