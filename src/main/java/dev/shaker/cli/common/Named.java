package dev.shaker.cli.common;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Names that an option lists. */
public final class Named {
    private Named() {
    }

    /** @throws CliException a mistake of usage where one stands twice: nobody can tell which was meant instead */
    public static void once(String option, Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw CliException.usage(option + " names '" + name + "' twice; name each once");
            }
        }
    }
}
