package dev.shaker.cli.common;

import java.util.Iterator;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Splits the lines of a {@code text/event-stream} into its events. */
public final class ServerSentEvents {
    private final Iterator<String> lines;

    public ServerSentEvents(Iterator<String> lines) {
        this.lines = lines;
    }

    /** The next event, or nothing at the end of the stream; an event that the end cuts off is none. */
    public Optional<Event> next() {
        String id = null;
        String name = "message";
        StringBuilder data = new StringBuilder();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return Optional.of(new Event(id, name, data.toString()));
                }
                name = "message";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                default -> {
                    // A comment (the heartbeat) or a field of no interest here.
                }
            }
        }
        return Optional.empty();
    }

    /** @param id where to go on after a broken connection, null where the event has none */
    public record Event(@Nullable String id, String name, String data) {}
}
