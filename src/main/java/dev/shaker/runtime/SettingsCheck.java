package dev.shaker.runtime;

import java.util.List;

import io.smallrye.config.SmallRyeConfig;
import org.eclipse.microprofile.config.ConfigProvider;

import dev.shaker.error.ShakerException;

/** Looks at the names and values of all settings before anything else starts. */
final class SettingsCheck {
    private SettingsCheck() {
    }

    /** @throws ShakerException {@code CONFIGURATION_INVALID}, a line for each setting that is unknown or wrong */
    static void check() {
        List<KnownSettings> rooms = SettingsOfRoom.all();
        SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
        new UnknownSettings(rooms).check(config.getPropertyNames(), System.getenv().keySet());
        new WrongSettings(rooms).check(config);
        ServerSettings.check(config);
        OutboundSettings.check(config);
        config.getOptionalValue(Role.PROPERTY, String.class).ifPresent(Role::of);
    }
}
