package dev.shaker.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.kafka.KafkaConnector;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Opens exactly the channels of the role when the process starts, less those of receivers that nobody configured, by {@code mp.messaging.incoming.<channel>.enabled} for every
 * channel there is. They are system properties, above all other sources, so that no setting opens a channel of another role;
 * and they are set by {@link Main}, not by a config source of ours, which Quarkus would also load at build time, in a Maven
 * that may run on an older Java.
 */
public final class RoleChannels {
    private RoleChannels() {
    }

    /** To be called before Quarkus starts. */
    static void provide() {
        Config config = ConfigProvider.getConfig();
        String role = config.getOptionalValue(Role.PROPERTY, String.class).orElse(Role.ALL.label());
        variables(config).forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        settings(Role.of(role)).forEach(System::setProperty);
        OutboundSettings.unused(config.unwrap(SmallRyeConfig.class))
                .forEach(channel -> System.setProperty(enabled(channel), "false"));
    }

    private static Map<String, String> variables(Config config) {
        Set<String> options = ChannelVariables.options(config.getPropertyNames());
        for (ConnectorAttribute attribute : KafkaConnector.class.getAnnotationsByType(ConnectorAttribute.class)) {
            options.add(attribute.name());
        }
        return new ChannelVariables(options).properties(System.getenv());
    }

    /** The settings of a role, by name. */
    public static Map<String, String> settings(Role role) {
        Map<String, String> settings = new HashMap<>();
        for (String channel : Role.ALL.channels()) {
            settings.put(enabled(channel), Boolean.toString(role.channels().contains(channel)));
        }
        return settings;
    }

    private static String enabled(String channel) {
        return "mp.messaging.incoming." + channel + ".enabled";
    }
}
