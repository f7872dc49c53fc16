package dev.shaker.mixture.spec;

import java.util.ArrayList;
import java.util.List;

import dev.shaker.error.Wire;

/** Choices as requests spell them, see {@link Wire}. */
final class Choices {
    private Choices() {
    }

    static <E extends Enum<E>> E parse(Class<E> type, String field, String wire) {
        List<String> known = new ArrayList<>();
        for (E value : type.getEnumConstants()) {
            if (Wire.name(value).equals(wire)) {
                return value;
            }
            known.add(Wire.name(value));
        }
        throw MixtureErrors.invalid(field,
                "'" + wire + "' is not known for " + field + "; choose one of " + String.join(", ", known));
    }
}
