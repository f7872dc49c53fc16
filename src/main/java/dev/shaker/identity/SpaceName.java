package dev.shaker.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of a space: letters, digits, dots, underscores and hyphens, the first a letter or a digit, at most 100 of them. */
public record SpaceName(@JsonValue String name) implements Comparable<SpaceName> {
    /** @throws IllegalArgumentException for what is no such name */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public SpaceName {
        if (!PlainName.is(name)) {
            throw new IllegalArgumentException(PlainName.refused("space", name));
        }
    }

    /** Whether a text may be the name of a space. */
    public static boolean isName(String text) {
        return PlainName.is(text);
    }

    @Override
    public int compareTo(SpaceName other) {
        return name.compareTo(other.name);
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
