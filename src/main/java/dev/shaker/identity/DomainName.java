package dev.shaker.identity;

import java.util.Collection;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of a domain: letters, digits, dots, underscores and hyphens, the first a letter or a digit, at most 100 of them. */
public record DomainName(@JsonValue String name) implements Comparable<DomainName> {
    /** @throws IllegalArgumentException for what is no such name */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public DomainName {
        if (!PlainName.is(name)) {
            throw new IllegalArgumentException(PlainName.refused("domain", name));
        }
    }

    /** The same names as values. */
    public static List<DomainName> all(Collection<String> names) {
        return names.stream().map(DomainName::new).toList();
    }

    /** The same names as texts. */
    public static List<String> texts(Collection<DomainName> names) {
        return names.stream().map(DomainName::name).toList();
    }

    /** Whether a text may be the name of a domain. */
    public static boolean isName(String text) {
        return PlainName.is(text);
    }

    @Override
    public int compareTo(DomainName other) {
        return name.compareTo(other.name);
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
