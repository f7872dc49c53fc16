package dev.shaker.cli.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Problems;

/**
 * What became of a published adapter.
 *
 * @param status {@code registered}, {@code superseded} (a later-trained one is current), {@code unchanged} (the very same
 *        was registered before), {@code rejected}, {@code withdrawn} (the domain has none), or {@code published} where nobody waited
 * @param error code and message of a rejection, or of what is to be said of an adapter that was registered all the same
 */
public record Outcome(String domain, String eventId, String status, @Nullable String adapterId, long generation,
        @Nullable JsonNode error) {
    static Outcome published(String domain, String eventId) {
        return new Outcome(domain, eventId, "published", null, 0, null);
    }

    /** @param announcement what the instance says of the event */
    static Outcome of(String domain, String eventId, JsonNode announcement) {
        return new Outcome(domain, eventId, announcement.path("outcome").asText(),
                Documents.text(announcement, "adapterId"), announcement.path("generation").asLong(),
                announcement.hasNonNull("error") ? announcement.get("error") : null);
    }

    public boolean rejected() {
        return "rejected".equals(status);
    }

    public String line() {
        if (error != null && adapterId == null) {
            return domain + ": " + status + ", " + Problems.line(error);
        }
        String line = adapterId == null
                ? domain + ": " + status + ", event " + eventId
                : domain + ": " + status + ("withdrawn".equals(status) ? ", adapter " : " as ") + adapterId
                        + ", generation " + generation;
        return error == null ? line : line + "; " + Problems.line(error);
    }

    ObjectNode document() {
        ObjectNode document = Documents.object().put("domain", domain).put("status", status).put("eventId", eventId);
        if (adapterId != null) {
            document.put("id", adapterId).put("generation", generation);
        }
        if (error != null) {
            document.set("error", error);
        }
        return document;
    }
}
