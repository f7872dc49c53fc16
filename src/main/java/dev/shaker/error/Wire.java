package dev.shaker.error;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Names of constants as events, requests, answers and codes of errors spell them. */
public final class Wire {
    private Wire() {
    }

    /** {@code ADAPTER_HUB} is {@code adapter-hub}. */
    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a value is called outside, null where there is none. */
    public static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
