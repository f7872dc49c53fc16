package dev.shaker.adapter;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.AdapterId;

/**
 * What became of one train-completed or adapter-withdrawn event, which is known by its source and its id together.
 *
 * @param code wire form of the error code, null where nothing is to be said
 */
public record Announcement(String source, String eventId, @Nullable String space, @Nullable String domain,
        @Nullable String location,
        Outcome outcome, @Nullable AdapterId adapterId, @Nullable Long generation, @Nullable String code,
        @Nullable String message, Map<String, String> details, Instant at) {
    /** Outcomes of an announcement. */
    public enum Outcome {
        /** The adapter is the current one of its domain. */
        REGISTERED,
        /** A later-trained adapter of the domain was there already; this one is kept but not used. */
        SUPERSEDED,
        /** The very adapter was current already; nothing changed. */
        UNCHANGED,
        /** The domain has no current adapter: this event withdrew it, or its adapter was trained before that. */
        WITHDRAWN, REJECTED
    }
}
