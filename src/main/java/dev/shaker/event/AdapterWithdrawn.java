package dev.shaker.event;

import org.jspecify.annotations.Nullable;

/**
 * Somebody wants a domain's adapter out of its space.
 *
 * @param adapter the one that is expected to be current: another one stays; null for whichever it is
 * @param reason for people
 */
public record AdapterWithdrawn(String space, String domain, @Nullable String adapter,
        @Nullable String reason) implements EventData {
    @Override
    public String key() {
        return space;
    }
}
