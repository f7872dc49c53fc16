package dev.shaker.mixture.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of choices as requests spell them. */
public final class Wire {
    private Wire() {
    }

    public static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E parse(Class<E> type, String field, String wire) {
        List<String> known = new ArrayList<>();
        for (E value : type.getEnumConstants()) {
            if (name(value).equals(wire)) {
                return value;
            }
            known.add(name(value));
        }
        throw MixtureErrors.invalid(field,
                "'" + wire + "' is not known for " + field + "; choose one of " + String.join(", ", known));
    }
}
