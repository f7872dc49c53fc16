package dev.shaker.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Environment variables that set options of channels, {@code MP_MESSAGING_INCOMING_TRAIN_COMPLETED_MAX_POLL_RECORDS}. What is
 * made of such a name is a guess, here {@code mp.messaging.incoming.train.completed.max.poll.records}, in which the messaging
 * library finds a channel {@code train} without a connector and ends the start. So each becomes the property that it means, and
 * the channel that is none is told to stay shut.
 */
final class ChannelVariables {
    private static final String PREFIX = "mp.messaging.incoming.";
    private static final String VARIABLES = "MP_MESSAGING_INCOMING_";
    private static final String CONNECTOR = "smallrye-kafka";

    private final Map<String, String> options = new HashMap<>();

    /**
     * @param options names of the options of channels that have other separators than dots, {@code commit-strategy}; others are
     *        Kafka's own, which have dots alone
     */
    ChannelVariables(Collection<String> options) {
        options.forEach(option -> this.options.put(UnknownSettings.variable(option.toLowerCase(Locale.ROOT)), option));
    }

    /**
     * The properties that stand for the variables.
     *
     * @throws ShakerException {@code CONFIGURATION_INVALID} naming a variable that is of no channel
     */
    Map<String, String> properties(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        List<String> strangers = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLES)) {
                String rest = name.substring(VARIABLES.length());
                Role.ALL.channels().stream().filter(channel -> rest.startsWith(UnknownSettings.variable(channel) + "_"))
                        .findFirst().ifPresentOrElse(channel -> {
                            String option = rest.substring(channel.length() + 1);
                            properties.put(PREFIX + channel + "." + options.getOrDefault(option,
                                    option.toLowerCase(Locale.ROOT).replace('_', '.')), value);
                            shut(rest, properties);
                        }, () -> strangers.add(name));
            }
        });
        if (!strangers.isEmpty()) {
            throw new ShakerException(ErrorCode.CONFIGURATION_INVALID, "the environment variable '"
                    + String.join("', '", strangers) + "' sets an option of no channel; channels are "
                    + String.join(", ", Role.ALL.channels().stream().sorted().toList()) + ", and "
                    + VARIABLES + "TRAIN_COMPLETED_MAX_POLL_RECORDS is an option of one").with("setting",
                            strangers.getFirst());
        }
        return properties;
    }

    /** The guess's first word is a channel's name where channels have names of one word. */
    private static void shut(String rest, Map<String, String> properties) {
        String guess = rest.substring(0, rest.indexOf('_')).toLowerCase(Locale.ROOT);
        if (!Role.ALL.channels().contains(guess)) {
            properties.put(PREFIX + guess + ".connector", CONNECTOR);
            properties.put(PREFIX + guess + ".enabled", "false");
        }
    }

    /** Options of channels by the names that they have where one is set, out of all names of properties. */
    static Set<String> options(Iterable<String> properties) {
        Set<String> options = new java.util.HashSet<>();
        for (String property : properties) {
            for (String channel : Role.ALL.channels()) {
                if (property.startsWith(PREFIX + channel + ".")) {
                    options.add(property.substring(PREFIX.length() + channel.length() + 1));
                }
            }
        }
        return options;
    }
}
