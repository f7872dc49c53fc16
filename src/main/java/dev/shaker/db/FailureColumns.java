package dev.shaker.db;

import java.util.Map;

import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;

import org.jspecify.annotations.Nullable;

import dev.shaker.event.Failure;

/** What a request's row says of why it failed, or stands still. */
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

    void set(Failure failure) {
        code = failure.code();
        message = failure.message();
        details = failure.details();
    }

    /** No failure, but people are told why. */
    void remark(String text) {
        code = null;
        message = text;
        details = Map.of();
    }

    void clear() {
        code = null;
        message = null;
        details = Map.of();
    }
}
