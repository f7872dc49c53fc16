package dev.shaker.web;

import java.util.Locale;

/** Names of constants as they stand in JSON. */
final class Wire {
    private Wire() {
    }

    /** {@code ADAPTER_HUB} is {@code adapter-hub}. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
