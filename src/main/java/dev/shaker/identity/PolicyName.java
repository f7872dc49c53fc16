package dev.shaker.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of a policy in its space: letters, digits, dots, underscores and hyphens, the first a letter or a digit, at most 100 of them. */
public record PolicyName(@JsonValue String name) implements Comparable<PolicyName> {
    /** @throws IllegalArgumentException for what is no such name */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public PolicyName {
        if (!PlainName.is(name)) {
            throw new IllegalArgumentException(PlainName.refused("policy", name));
        }
    }

    /** Whether a text may be the name of a policy. */
    public static boolean isName(String text) {
        return PlainName.is(text);
    }

    @Override
    public int compareTo(PolicyName other) {
        return name.compareTo(other.name);
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
