package dev.shaker.web;

import java.util.Locale;

/** Names of constants as they stand in JSON. */
public final class Wire {
    private Wire() {
    }

    /** {@code ADAPTER_HUB} is {@code adapter-hub}. */
    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
