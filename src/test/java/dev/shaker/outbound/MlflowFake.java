package dev.shaker.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

import dev.shaker.event.Json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Keeps registered models, versions, tags and aliases, and answers as MLflow 3.17 does; pages of one version. */
final class MlflowFake implements AutoCloseable {
    private static final Pattern FILTER = Pattern.compile("name = '([^']*)' AND tags\\.`([^`]*)` = '([^']*)'");

    private final HttpServer server;
    private final Map<String, Model> models = new HashMap<>();
    volatile @Nullable String authorization;

    /** One registered model. */
    private static final class Model {
        private final TreeMap<Integer, Map<String, String>> versions = new TreeMap<>();
        private final Map<String, String> aliases = new LinkedHashMap<>();
    }

    /** Answered with a status. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Refusal(String what) {
            super(what);
        }
    }

    MlflowFake() throws IOException {
        // Head and body of an answer are two packets, and the second would wait 40 ms for the client's word on the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/2.0/mlflow/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            authorization = shown == null ? authorization : shown;
            String path = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
            byte[] body = exchange.getRequestBody().readAllBytes();
            int status = 200;
            Object answer;
            try {
                answer = body.length == 0
                        ? read(path, query(exchange.getRequestURI()))
                        : change(path, Json.tree(body));
            } catch (Refusal e) {
                status = 404;
                answer = Map.of("error_code", "RESOURCE_DOES_NOT_EXIST", "message", e.getMessage());
            }
            byte[] written = Json.bytes(answer);
            exchange.sendResponseHeaders(status, written.length);
            exchange.getResponseBody().write(written);
        }
    }

    private Object read(String path, Map<String, String> query) {
        return switch (path) {
            case "model-versions/search" -> search(query);
            case "registered-models/get" -> {
                Model model = model(query.get("name"));
                yield Map.of("registered_model", Map.of("name", query.get("name"), "aliases", model.aliases.entrySet()
                        .stream().map(one -> Map.of("alias", one.getKey(), "version", one.getValue())).toList()));
            }
            case "model-versions/get" -> Map.of("model_version",
                    version(query.get("name"), Integer.parseInt(query.get("version"))));
            default -> throw new Refusal(path);
        };
    }

    private Object search(Map<String, String> query) {
        Matcher filter = FILTER.matcher(query.get("filter"));
        if (!filter.matches()) {
            throw new Refusal(query.get("filter"));
        }
        Model model = models.get(filter.group(1));
        List<Integer> found = model == null
                ? List.of()
                : model.versions.descendingMap().entrySet().stream()
                        .filter(one -> filter.group(3).equals(one.getValue().get(filter.group(2))))
                        .map(Map.Entry::getKey).toList();
        int page = Integer.parseInt(query.getOrDefault("page_token", "0"));
        // Nothing found is no list at all.
        return found.isEmpty()
                ? Map.of()
                : page + 1 == found.size()
                        ? Map.of("model_versions", List.of(version(filter.group(1), found.get(page))))
                        : Map.of("model_versions", List.of(version(filter.group(1), found.get(page))),
                                "next_page_token", Integer.toString(page + 1));
    }

    private Object change(String path, JsonNode body) {
        String name = body.path("name").asText();
        int number = body.path("version").asInt();
        switch (path) {
            case "registered-models/create" -> models.put(name, new Model());
            case "model-versions/create" -> {
                Map<String, String> tags = new TreeMap<>();
                body.path("tags").forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
                model(name).versions.put(model(name).versions.size() + 1, tags);
            }
            case "model-versions/set-tag" -> {
                version(name, number);
                model(name).versions.get(number).put(body.path("key").asText(), body.path("value").asText());
            }
            case "registered-models/alias" -> {
                version(name, number);
                model(name).aliases.put(body.path("alias").asText(), Integer.toString(number));
            }
            default -> throw new Refusal(path);
        }
        return Map.of();
    }

    private Model model(String name) {
        Model model = models.get(name);
        if (model == null) {
            throw new Refusal("Registered Model with name=" + name + " not found");
        }
        return model;
    }

    private Map<String, Object> version(String name, int number) {
        Map<String, String> tags = model(name).versions.get(number);
        if (tags == null) {
            throw new Refusal("Model Version (name=" + name + ", version=" + number + ") not found");
        }
        return Map.of("name", name, "version", Integer.toString(number), "tags", tags.entrySet().stream()
                .map(tag -> Map.of("key", tag.getKey(), "value", tag.getValue())).toList());
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        for (String field : uri.getRawQuery().split("&", -1)) {
            String[] parts = field.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
