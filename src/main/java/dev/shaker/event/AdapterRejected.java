package dev.shaker.event;

import org.jspecify.annotations.Nullable;

/**
 * An announced adapter, or a withdrawal, was turned down.
 *
 * @param causeId id of the event that was turned down
 */
public record AdapterRejected(String space, @Nullable String domain, @Nullable String location, String causeId,
        Failure error) implements EventData {
    @Override
    public String key() {
        return space;
    }
}
