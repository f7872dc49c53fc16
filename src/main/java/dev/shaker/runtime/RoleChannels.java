package dev.shaker.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Opens exactly the channels of the role, when the process starts: the role is read from wherever settings come from and
 * answered with {@code mp.messaging.incoming.<channel>.enabled} for every channel there is. Higher than any other source,
 * so that no setting opens a channel of another role.
 */
public final class RoleChannels implements ConfigSourceFactory {
    private static final int ORDINAL = 600;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue value = context.getValue(Role.PROPERTY);
        String name = value == null || value.getValue() == null ? Role.ALL.label() : value.getValue();
        return List.of(new PropertiesConfigSource(settings(Role.of(name)), "role " + name, ORDINAL));
    }

    static Map<String, String> settings(Role role) {
        Map<String, String> settings = new HashMap<>();
        for (String channel : Role.ALL.channels()) {
            settings.put("mp.messaging.incoming." + channel + ".enabled",
                    Boolean.toString(role.channels().contains(channel)));
        }
        return settings;
    }
}
