package dev.shaker.pipeline;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Lists of names in requests: one that stands twice is a mistake, and which one was meant instead nobody can tell. */
public final class Names {
    private Names() {
    }

    /** @throws ShakerException {@code REQUEST_INVALID} naming the field and the name */
    public static void once(String field, Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID,
                        field + " names '" + name + "' twice; name each once").with("field", field);
            }
        }
    }
}
