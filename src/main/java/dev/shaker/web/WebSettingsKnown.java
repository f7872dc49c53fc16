package dev.shaker.web;

import java.util.List;

import dev.shaker.runtime.KnownSettings;
import dev.shaker.runtime.SettingsOfRoom;

/** Makes the settings of this room known to their check. */
public final class WebSettingsKnown implements SettingsOfRoom {
    @Override
    public List<KnownSettings> settings() {
        return List.of(new KnownSettings("shaker.web", WebSettings.class));
    }
}
