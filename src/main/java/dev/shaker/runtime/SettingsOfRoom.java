package dev.shaker.runtime;

import java.util.List;
import java.util.ServiceLoader;

/**
 * The settings of a room, found as a service ({@code META-INF/services}): they are looked at before anything else starts, the
 * container included.
 */
public interface SettingsOfRoom {
    List<KnownSettings> settings();

    /** Those of all rooms. */
    static List<KnownSettings> all() {
        return ServiceLoader.load(SettingsOfRoom.class, SettingsOfRoom.class.getClassLoader()).stream()
                .flatMap(room -> room.get().settings().stream()).toList();
    }
}
