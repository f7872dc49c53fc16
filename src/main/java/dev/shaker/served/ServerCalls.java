package dev.shaker.served;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.Causes;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;

/** Calls of the server. What fails for a reason that may pass is tried three times in all; what hangs is not, for it took its time. */
final class ServerCalls implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final int GROWTH = 5;
    private static final long MOST_BYTES = 256L << 20;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Python writes the logarithm of 0 as {@code -Infinity}. */
    private static final ObjectReader ANSWERS = JsonText.mapper().reader()
            .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

    private final ServerAccess access;
    private final HttpClient client;

    ServerCalls(ServerAccess access) {
        this.access = access;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT.compareTo(access.timeout()) < 0 ? CONNECT : access.timeout()).build();
    }

    /**
     * An answer, whatever its status.
     *
     * @param json null where the body is no JSON
     */
    record Answer(URI at, int status, String body, @Nullable JsonNode json) {
        boolean isFine() {
            return status >= 200 && status < 300;
        }

        String message() {
            return ServerErrors.message(status, body, json);
        }

        /**
         * What a fine answer holds.
         *
         * @throws ShakerException {@code EVALUATION_SERVER_UNAVAILABLE}, also for what is no JSON: something between here and
         *         there answered; {@code EVALUATION_SERVER_REFUSED}
         */
        JsonNode content() {
            check();
            if (json == null) {
                throw ServerErrors.unavailable(at, "it answered what is no JSON: " + message(), null);
            }
            return json;
        }

        /** @throws ShakerException as {@link #content} */
        void check() {
            if (!isFine()) {
                throw ServerErrors.isPassing(status) || ServerErrors.isConfiguration(status)
                        ? ServerErrors.unavailable(at, message(), null)
                        : ServerErrors.refused(at, message());
            }
        }
    }

    /** @throws ShakerException {@code EVALUATION_SERVER_UNAVAILABLE} where there is no answer in time */
    Answer get(String path) {
        return insist(request(path).GET().build());
    }

    /** @throws ShakerException {@code EVALUATION_SERVER_UNAVAILABLE} where there is no answer in time */
    Answer post(String path, JsonNode body) {
        return insist(request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JsonText.compact(body))).build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(access.at(path)).header("Accept", "application/json");
        access.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    private Answer insist(HttpRequest request) {
        Duration pause = access.pause();
        for (int attempt = 1;; attempt++) {
            try {
                Answer answer = once(request);
                if (attempt == ATTEMPTS || !ServerErrors.isPassing(answer.status())) {
                    return answer;
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw ServerErrors.unavailable(request.uri(), Causes.innermost(e), e);
                }
            }
            sleep(request.uri(), pause);
            pause = pause.multipliedBy(GROWTH);
        }
    }

    private Answer once(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<String>> call = client.sendAsync(request,
                BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
        try {
            // The request's own time limit would end with the headers.
            HttpResponse<String> response = call.get(access.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(request.uri(), response.statusCode(), response.body(), json(response.body()));
        } catch (TimeoutException e) {
            call.cancel(true);
            throw ServerErrors.unavailable(request.uri(), "no answer within " + access.timeout().toMillis()
                    + " ms, shaker.evaluation.server.timeout", e);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw ServerErrors.unavailable(request.uri(), "interrupted while waiting", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    private static @Nullable JsonNode json(String body) {
        try {
            JsonNode json = ANSWERS.readTree(body);
            return json.isMissingNode() ? null : json;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static void sleep(URI at, Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServerErrors.unavailable(at, "interrupted while waiting", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
