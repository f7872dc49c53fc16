package dev.shaker.runtime;

import java.util.HashMap;
import java.util.Map;

import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Opens exactly the channels of the role when the process starts, by {@code mp.messaging.incoming.<channel>.enabled} for every
 * channel there is. They are system properties, above all other sources, so that no setting opens a channel of another role;
 * and they are set by {@link Main}, not by a config source of ours, which Quarkus would also load at build time, in a Maven
 * that may run on an older Java.
 */
public final class RoleChannels {
    private RoleChannels() {
    }

    /** To be called before Quarkus starts. */
    static void provide() {
        String role = ConfigProvider.getConfig().getOptionalValue(Role.PROPERTY, String.class)
                .orElse(Role.ALL.label());
        settings(Role.of(role)).forEach(System::setProperty);
    }

    /** The settings of a role, by name. */
    public static Map<String, String> settings(Role role) {
        Map<String, String> settings = new HashMap<>();
        for (String channel : Role.ALL.channels()) {
            settings.put("mp.messaging.incoming." + channel + ".enabled",
                    Boolean.toString(role.channels().contains(channel)));
        }
        return settings;
    }
}
