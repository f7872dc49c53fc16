package dev.shaker.web.api;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Rejection;
import dev.shaker.web.lists.CsvTable;

/** An announced adapter that was turned down. */
public record RejectionJson(String eventId, @Nullable String space, @Nullable String domain,
        @Nullable String location, ErrorJson error, Instant time) {
    static final CsvTable<RejectionJson> CSV = CsvTable.begin("time", RejectionJson::time)
            .with("domain", RejectionJson::domain).with("code", rejection -> rejection.error().code())
            .with("message", rejection -> rejection.error().message()).with("location", RejectionJson::location)
            .with("event_id", RejectionJson::eventId);

    static RejectionJson of(Rejection rejection) {
        return new RejectionJson(rejection.eventId(), rejection.space(), rejection.domain(), rejection.location(),
                new ErrorJson(rejection.code(), rejection.message(), rejection.details()), rejection.time());
    }
}
