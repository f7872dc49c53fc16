package dev.shaker.web.api;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Rejection;

/** An announced adapter that was turned down. */
public record RejectionJson(String eventId, @Nullable String space, @Nullable String domain,
        @Nullable String location, ErrorJson error, Instant time) {
    static RejectionJson of(Rejection rejection) {
        return new RejectionJson(rejection.eventId(), rejection.space(), rejection.domain(), rejection.location(),
                new ErrorJson(rejection.code(), rejection.message(), rejection.details()), rejection.time());
    }
}
