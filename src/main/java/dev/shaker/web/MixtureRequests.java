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
import dev.shaker.event.MixtureRequested;

/** Reads mixture requests. A request over HTTP is the event's data without its space, so the event's schema checks it. */
@Singleton
final class MixtureRequests {
    private final EventCodec codec = new EventCodec();
    private final Clock clock;

    MixtureRequests(Clock clock) {
        this.clock = clock;
    }

    /**
     * @return the request, with an id where the caller chose none
     * @throws ShakerException {@code EVENT_MALFORMED}, {@code EVENT_INVALID} with the field
     */
    MixtureRequested read(String space, byte[] body) {
        if (body.length == 0) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "the body is empty; send at least {\"select\": {\"strategy\": \"greedy\", \"size\": 3}}");
        }
        JsonNode tree = Json.tree(body);
        if (!(tree instanceof ObjectNode data)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the body must be a JSON object");
        }
        String id = EventIds.next(clock.instant());
        data.put("space", space);
        if (!data.hasNonNull("requestId")) {
            data.put("requestId", id);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(CloudEvents.PREFIX + "specversion", CloudEvents.VERSION);
        headers.put(CloudEvents.PREFIX + "id", id);
        headers.put(CloudEvents.PREFIX + "source", "/api/v1");
        headers.put(CloudEvents.PREFIX + "type", EventType.MIXTURE_REQUEST.cloudEventsType());
        return codec.decode(headers, Json.bytes(data), clock.instant(), EventType.MIXTURE_REQUEST,
                MixtureRequested.class).data();
    }
}
