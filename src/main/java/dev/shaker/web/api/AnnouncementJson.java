package dev.shaker.web.api;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Announcement;
import dev.shaker.error.Wire;

/**
 * What became of one train-completed or adapter-withdrawn event.
 *
 * @param outcome {@code registered}, {@code superseded}, {@code unchanged}, {@code withdrawn} or
 *        {@code rejected}
 */
public record AnnouncementJson(String source, String eventId, @Nullable String space, @Nullable String domain,
        @Nullable String location, String outcome, @Nullable String adapterId, @Nullable Long generation,
        @Nullable ErrorJson error, Instant at) {
    static AnnouncementJson of(Announcement announcement) {
        return new AnnouncementJson(announcement.source(), announcement.eventId(), announcement.space(),
                announcement.domain(),
                announcement.location(), Wire.name(announcement.outcome()), Wire.text(announcement.adapterId()),
                announcement.generation(),
                ErrorJson.of(announcement.code(), announcement.message(), announcement.details()), announcement.at());
    }
}
