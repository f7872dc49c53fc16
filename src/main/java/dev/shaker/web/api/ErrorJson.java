package dev.shaker.web.api;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Why something did not work, as results tell it. */
public record ErrorJson(String code, String message, Map<String, String> details) {
    static @Nullable String codeOf(@Nullable ErrorJson error) {
        return error == null ? null : error.code();
    }

    static @Nullable ErrorJson of(@Nullable String code, @Nullable String message, Map<String, String> details) {
        return code == null ? null : new ErrorJson(code, message == null ? code : message, details);
    }
}
