package dev.shaker.error;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

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

    /** Values as a message lists them, in their order. */
    public static String list(Collection<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
