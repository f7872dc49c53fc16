package dev.shaker.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import org.apache.commons.text.similarity.LevenshteinDistance;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** A setting with a typing error would silently be its default: it fails the start instead, with the name that was meant. */
public final class UnknownSettings {
    private static final String PREFIX = "shaker.";
    private static final String VARIABLES = "SHAKER_";
    /** Settings that no mapping holds. */
    private static final Set<String> SINGLE = Set.of("shaker.role");
    /** Settings of versions before this one: what has become of each. None has gone so far. */
    private static final Map<String, String> GONE = Map.of();
    /** System properties of launchers, tests and benchmarks. */
    private static final Set<String> OTHERS = Set.of("shaker.development-stack", "shaker.end-with-parent");
    private static final List<String> OTHER_PREFIXES = List.of("shaker.stack.", "shaker.dev.", "shaker.space.",
            "shaker.test.");
    /** What the launcher and the commands read from the environment. */
    private static final Set<String> OTHER_VARIABLES = Set.of("SHAKER_SPACE", "SHAKER_URL", "SHAKER_JDK", "SHAKER_HOME",
            "SHAKER_HELP_WRITE");
    /** What Kubernetes tells every Pod of a Service whose name begins with "shaker", such as the chart's own. */
    private static final Pattern SERVICE = Pattern
            .compile("SHAKER(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
                    + "|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");
    private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");

    private final SortedSet<String> known = new TreeSet<>(SINGLE);
    private final Map<String, String> gone;

    /** @param rooms the settings of each room */
    public UnknownSettings(Iterable<KnownSettings> rooms) {
        this(rooms, GONE);
    }

    /** @param gone what to say of settings that were, by name: {@code is shaker.new.name since 1.1} */
    UnknownSettings(Iterable<KnownSettings> rooms, Map<String, String> gone) {
        this.gone = gone;
        rooms.forEach(room -> known
                .addAll(ConfigMappings.getProperties(new ConfigClass(room.mapping(), room.prefix())).keySet()));
    }

    /** Names of all settings, sorted. */
    public SortedSet<String> known() {
        return known;
    }

    /**
     * @param properties names of all properties that are set, {@code variables} of all environment variables
     * @throws ShakerException {@code CONFIGURATION_INVALID} naming each that is not known and the nearest known one
     */
    public void check(Iterable<String> properties, Collection<String> variables) {
        List<String> problems = new ArrayList<>();
        for (String property : properties) {
            // Every variable is a property as well, by a name that is a guess: SHAKER_PORT_80_TCP is shaker.port[80].tcp.
            if (property.startsWith(PREFIX) && !variables.contains(variable(property)) && !known.contains(property)
                    && !OTHERS.contains(property)
                    && OTHER_PREFIXES.stream().noneMatch(property::startsWith)) {
                problems.add("'" + property + "' " + instead(property, property, known));
            }
        }
        SortedSet<String> names = new TreeSet<>();
        known.forEach(name -> names.add(variable(name)));
        for (String name : variables) {
            if (name.startsWith(VARIABLES) && !names.contains(name) && !OTHER_VARIABLES.contains(name)
                    && !SERVICE.matcher(name).matches()) {
                problems.add("the environment variable '" + name + "' " + instead(
                        gone.keySet().stream().filter(before -> variable(before).equals(name)).findFirst().orElse(name),
                        name, names));
            }
        }
        if (!problems.isEmpty()) {
            throw new ShakerException(ErrorCode.CONFIGURATION_INVALID,
                    String.join("; ", new TreeSet<>(problems)) + "; correct or remove it").with("setting",
                            problems.getFirst());
        }
    }

    private String instead(String property, String name, SortedSet<String> among) {
        String since = gone.get(property);
        return since != null ? since : "is no setting; the nearest is '" + nearest(name, among) + "'";
    }

    private static String nearest(String name, SortedSet<String> among) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return among.stream().min(Comparator.comparingInt(candidate -> distance.apply(name, candidate))).orElse("");
    }

    static String variable(String property) {
        return SEPARATORS.matcher(property).replaceAll("_").toUpperCase(Locale.ROOT);
    }
}
