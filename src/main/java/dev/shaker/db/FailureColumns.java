package dev.shaker.db;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;

import org.jspecify.annotations.Nullable;

import dev.shaker.event.Failure;

/** What a row says of why its request failed or stands still, or why its adapter was rejected. */
@Embeddable
class FailureColumns {
    private @Nullable String code;
    private @Nullable String message;
    @Convert(converter = StringMapConverter.class)
    private Map<String, String> details = Map.of();

    @Nullable
    String code() {
        return code;
    }

    @Nullable
    String message() {
        return message;
    }

    Map<String, String> details() {
        return details;
    }

    /** Empty where nothing failed, also where people are told something. */
    Optional<Failure> failure() {
        return code == null
                ? Optional.empty()
                : Optional.of(new Failure(code, Objects.requireNonNullElse(message, ""), details));
    }

    void set(Failure failure) {
        set(failure.code(), failure.message(), failure.details());
    }

    /** No failure, but people are told why. */
    void remark(String text) {
        set(null, text, Map.of());
    }

    void clear() {
        set(null, null, Map.of());
    }

    void set(@Nullable String newCode, @Nullable String newMessage, Map<String, String> newDetails) {
        code = newCode;
        message = newMessage;
        details = newDetails;
    }
}
