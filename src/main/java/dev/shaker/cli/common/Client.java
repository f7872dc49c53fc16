package dev.shaker.cli.common;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * An instance's REST API. Every call may be repeated without harm (requests carry ids of their own), so a neighbour that
 * is away for a moment (status 503) is asked again.
 */
public final class Client implements AutoCloseable {
    private static final String API = "/api/v1";
    /** The most that a page may have. */
    private static final int PAGE = 1000;
    private static final Pattern CURSOR = Pattern.compile("[?&]cursor=([^&>]+)");
    private static final int ATTEMPTS = 5;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration TRANSFER = Duration.ofMinutes(30);

    private final URI base;
    private final HttpClient http;

    Client(URI base) {
        this.base = base;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
    }

    public URI base() {
        return base;
    }

    /** One path segment or query value, escaped. */
    public static String escape(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public JsonNode get(String path) {
        return json(exchange(request(path).GET().timeout(ANSWER), BodyHandlers.ofInputStream()));
    }

    /** All items of a list, page after page. */
    public ArrayNode list(String path) {
        return list(path, Integer.MAX_VALUE);
    }

    /** The first items of a list, page after page, at most so many. */
    public ArrayNode list(String path, int most) {
        ArrayNode items = Documents.array();
        String first = path + (path.contains("?") ? "&" : "?") + "limit=" + Math.min(most, PAGE);
        String next = first;
        while (next != null) {
            JsonNode page = get(next);
            for (JsonNode item : page.path("items")) {
                if (items.size() < most) {
                    items.add(item);
                }
            }
            String cursor = Documents.text(page, "next");
            next = cursor == null || items.size() >= most ? null : first + "&cursor=" + escape(cursor);
        }
        return items;
    }

    /** All lines of a list as CSV, page after page under one line of names. */
    public String csv(String path) {
        StringBuilder lines = new StringBuilder();
        String first = path + "?limit=" + PAGE;
        String next = first;
        while (next != null) {
            HttpResponse<InputStream> response = exchange(
                    request(next).header("Accept", "text/csv").GET().timeout(ANSWER), BodyHandlers.ofInputStream());
            String page = new String(read(response), StandardCharsets.UTF_8);
            lines.append(lines.isEmpty() ? page : page.substring(page.indexOf('\n') + 1));
            next = response.headers().firstValue("Link").map(CURSOR::matcher).filter(Matcher::find)
                    .map(link -> first + "&cursor=" + link.group(1)).orElse(null);
        }
        return lines.toString();
    }

    /** The document, or nothing where the instance says 404. */
    public Optional<JsonNode> find(String path) {
        HttpResponse<InputStream> response = send(request(path).GET().timeout(ANSWER), BodyHandlers.ofInputStream());
        if (response.statusCode() == 404) {
            discard(response);
            return Optional.empty();
        }
        return Optional.of(json(checked(response)));
    }

    public String text(String path, String accept) {
        return new String(
                read(exchange(request(path).header("Accept", accept).GET().timeout(ANSWER),
                        BodyHandlers.ofInputStream())),
                StandardCharsets.UTF_8);
    }

    public JsonNode post(String path, String contentType, JsonNode body) {
        return json(exchange(
                request(path).header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(Documents.compact(body))).timeout(ANSWER),
                BodyHandlers.ofInputStream()));
    }

    /** Posts the bytes of a file as they are and waits for work that takes its time. */
    public JsonNode work(String path, byte[] body) {
        return json(exchange(request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)).timeout(TRANSFER), BodyHandlers.ofInputStream()));
    }

    public JsonNode delete(String path) {
        return json(exchange(request(path).DELETE().timeout(ANSWER), BodyHandlers.ofInputStream()));
    }

    /** Size and location of an uploaded file, or nothing. */
    public Optional<Stored> stored(String path) {
        HttpResponse<Void> response = send(
                request(path).method("HEAD", BodyPublishers.noBody()).timeout(ANSWER), BodyHandlers.discarding());
        Optional<String> location = response.headers().firstValue("x-location");
        if (response.statusCode() != 200 || location.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Stored(location.get(), response.headers().firstValueAsLong("x-size").orElse(-1),
                response.headers().firstValue("x-sha256").orElse("")));
    }

    /** Uploads a file; the instance stores nothing where the bytes that arrive have another digest. */
    public JsonNode put(String path, Path file, String sha256) {
        BodyPublisher body;
        try {
            body = BodyPublishers.ofFile(file);
        } catch (IOException gone) {
            throw CliException.environment("cannot read " + file + ": " + gone.getMessage(), gone);
        }
        return json(exchange(request(path).header("x-sha256", sha256)
                .header("Content-Type", "application/octet-stream").PUT(body).timeout(TRANSFER),
                BodyHandlers.ofInputStream()));
    }

    /** Fetches an object of the instance's store into a file; false where there is none. */
    public boolean download(String location, Path target) {
        HttpResponse<InputStream> response = send(
                request("/objects?location=" + escape(location)).GET().timeout(TRANSFER),
                BodyHandlers.ofInputStream());
        if (response.statusCode() == 404) {
            discard(response);
            return false;
        }
        try (InputStream bytes = checked(response).body()) {
            Path absolute = target.toAbsolutePath();
            Files.createDirectories(Objects.requireNonNull(absolute.getParent()));
            Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
            Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException failed) {
            throw CliException.environment("cannot bring " + location + " to " + target + ": " + failed.getMessage(),
                    failed);
        }
    }

    /** The lines of a stream of server-sent events; ends when the connection does. */
    public Stream<String> stream(String path, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).header("Accept", "text/event-stream").GET();
        headers.forEach(request::header);
        HttpResponse<Stream<String>> response = send(request, BodyHandlers.ofLines());
        if (response.statusCode() >= 400) {
            try (Stream<String> body = response.body()) {
                throw Problems.of(response.statusCode(), String.join("\n", body.toList()), base);
            }
        }
        return response.body();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        String prefix = base.toString().replaceAll("/+$", "");
        return HttpRequest.newBuilder(URI.create(prefix + API + path));
    }

    private HttpResponse<InputStream> exchange(HttpRequest.Builder request, BodyHandler<InputStream> body) {
        return checked(send(request, body));
    }

    private HttpResponse<InputStream> checked(HttpResponse<InputStream> response) {
        if (response.statusCode() >= 400) {
            throw Problems.of(response.statusCode(), new String(read(response), StandardCharsets.UTF_8), base);
        }
        return response;
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder builder, BodyHandler<T> body) {
        HttpRequest request = builder.build();
        for (int attempt = 1;; attempt++) {
            try {
                HttpResponse<T> response = http.send(request, body);
                if (response.statusCode() != 503 || attempt == ATTEMPTS) {
                    return response;
                }
                discard(response);
                Thread.sleep(Duration
                        .ofSeconds(Math.min(response.headers().firstValueAsLong("Retry-After").orElse(1), 10)));
            } catch (ConnectException | HttpTimeoutException unreachable) {
                throw Problems.unreachable(base, unreachable);
            } catch (IOException broken) {
                // An idle connection may be closed in the moment it is used again.
                if (attempt > 1) {
                    throw Problems.unreachable(base, broken);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw CliException.failed("interrupted");
            }
        }
    }

    private JsonNode json(HttpResponse<InputStream> response) {
        String body = new String(read(response), StandardCharsets.UTF_8);
        try {
            return Documents.parse(body);
        } catch (JsonProcessingException notJson) {
            throw CliException.environment("what answers at " + base + " is no Shaker instance: "
                    + response.uri().getPath() + " is not JSON", notJson);
        }
    }

    private byte[] read(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return body.readAllBytes();
        } catch (IOException broken) {
            throw Problems.unreachable(base, broken);
        }
    }

    private static void discard(HttpResponse<?> response) {
        if (response.body() instanceof AutoCloseable body) {
            try {
                body.close();
            } catch (Exception ignored) {
                // The answer was not wanted, so its end does not matter either.
            }
        }
    }

    /** An object that is in the store already; {@code sha256} is empty where the upload announced none. */
    public record Stored(String location, long size, String sha256) {}
}
