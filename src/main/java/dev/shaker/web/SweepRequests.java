package dev.shaker.web;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.CloudEvents;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventIds;
import dev.shaker.event.EventType;
import dev.shaker.event.Json;
import dev.shaker.event.SweepRequested;

/** Reads sweep requests: over HTTP they are the event's data without its space, so the event's schema checks them. */
@Singleton
final class SweepRequests {
    private final EventCodec codec = new EventCodec();
    private final Clock clock;

    SweepRequests(Clock clock) {
        this.clock = clock;
    }

    /**
     * @return the request, with an id where the caller chose none
     * @throws ShakerException {@code EVENT_MALFORMED}, {@code EVENT_INVALID} with the field
     */
    SweepRequested read(String space, byte[] body) {
        JsonNode tree = body.length == 0 ? Json.mapper().createObjectNode() : Json.tree(body);
        if (!(tree instanceof ObjectNode data)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the body must be a JSON object");
        }
        String id = EventIds.next(clock.instant());
        data.put("space", space);
        if (!data.hasNonNull("sweepId")) {
            data.put("sweepId", id);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(CloudEvents.PREFIX + "specversion", CloudEvents.VERSION);
        headers.put(CloudEvents.PREFIX + "id", id);
        headers.put(CloudEvents.PREFIX + "source", "/api/v1");
        headers.put(CloudEvents.PREFIX + "type", EventType.SWEEP_REQUEST.cloudEventsType());
        return codec.decode(headers, Json.bytes(data), clock.instant(), EventType.SWEEP_REQUEST, SweepRequested.class)
                .data();
    }
}
