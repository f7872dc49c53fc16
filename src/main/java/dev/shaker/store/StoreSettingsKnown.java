package dev.shaker.store;

import java.util.List;

import dev.shaker.runtime.KnownSettings;
import dev.shaker.runtime.SettingsOfRoom;

/** Makes the settings of this room known to their check. */
public final class StoreSettingsKnown implements SettingsOfRoom {
    @Override
    public List<KnownSettings> settings() {
        return List.of(new KnownSettings("shaker.store", StoreSettings.class));
    }
}
