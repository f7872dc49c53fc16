package dev.shaker.outbound;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.shaker.error.Causes;
import dev.shaker.error.ShakerException;

/**
 * Calls of allowed hosts: no redirect, no proxy, no more than a timeout and a limit of bytes. Nothing is repeated here; whoever
 * delivers verdicts does.
 */
public final class OutboundCalls implements AutoCloseable {
    private static final long MOST_BYTES = 8 << 20;

    private final AllowedHosts hosts;
    private final Duration timeout;
    private final HttpClient client;

    /** @param timeout of one call from connection to the end of the answer */
    public OutboundCalls(AllowedHosts hosts, Duration timeout) {
        this.hosts = hosts;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).proxy(HttpClient.Builder.NO_PROXY).connectTimeout(timeout)
                .build();
    }

    /**
     * The body of an answer that says the call was worked (2xx).
     *
     * @throws ShakerException {@code OUTBOUND_UNAVAILABLE} (no answer in time; 408, 425, 429, 5xx), {@code OUTBOUND_REFUSED} (any
     *         other status), {@code OUTBOUND_FORBIDDEN}
     */
    String body(HttpRequest request) {
        hosts.check(request.uri());
        HttpResponse<String> response = answer(request);
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return response.body();
        }
        throw OutboundErrors.isPassing(status)
                ? OutboundErrors.unavailable(request.uri(), OutboundErrors.said(status, response.body()), null)
                : OutboundErrors.refused(request.uri(), status, response.body());
    }

    private HttpResponse<String> answer(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> call = client.sendAsync(request,
                BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
        try {
            // The request's own time limit would end with the headers.
            return call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            call.cancel(true);
            throw OutboundErrors.unavailable(request.uri(), "no answer within " + timeout.toMillis()
                    + " ms, shaker.outbound.timeout", e);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw OutboundErrors.unavailable(request.uri(), "interrupted while waiting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw OutboundErrors.unavailable(request.uri(), Causes.innermost(failed), failed);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
