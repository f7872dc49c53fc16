package dev.shaker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;

/**
 * The table of rooms in {@code docs/architecture.md}.
 *
 * @param doors by room, the rooms that it may use; {@code adapter..} is {@code adapter} and what lies in it
 */
record FloorPlan(Map<String, List<String>> doors) {
    private static final String HOUSE = "dev.shaker.";
    private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\| [^|]+ \\| ([^|]+) \\|");
    private static final Pattern ROOM = Pattern.compile("`([a-z.]+)`");

    static FloorPlan read(Path page) {
        try {
            Map<String, List<String>> doors = new LinkedHashMap<>();
            for (String line : Files.readAllLines(page)) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    doors.put(row.group(1), ROOM.matcher(row.group(2)).results().map(name -> name.group(1)).toList());
                }
            }
            return new FloorPlan(doors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String room(JavaClass type) {
        return type.getPackageName().substring(HOUSE.length());
    }

    Set<String> rooms() {
        return doors.keySet();
    }

    /** What the class uses though the plan does not allow it. */
    Stream<String> shutDoors(JavaClass from) {
        return from.getDirectDependenciesFromSelf().stream().map(use -> use.getTargetClass().getBaseComponentType())
                .filter(to -> to.getPackageName().startsWith(HOUSE) && !isOpen(room(from), room(to)))
                .map(to -> from.getSimpleName() + ": " + room(from) + " -> " + room(to));
    }

    private boolean isOpen(String from, String to) {
        return from.equals(to) || doors.getOrDefault(from, List.of()).stream()
                .anyMatch(door -> door.endsWith("..")
                        ? (to + ".").startsWith(door.substring(0, door.length() - 1))
                        : door.equals(to));
    }
}
