package dev.shaker.web.api;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.CloudEvents;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationMeasured;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventData;
import dev.shaker.event.EventIds;
import dev.shaker.event.EventType;
import dev.shaker.event.GuidedRequested;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.SweepRequested;

/** Reads what is asked for over HTTP: it is an event's data without its space, so the event's schema checks it. */
@Singleton
public final class EventRequests {
    /** CloudEvents source of what is asked for here. */
    private static final String SOURCE = "/api/v1";

    private final EventCodec codec = new EventCodec();
    private final Clock clock;

    EventRequests(Clock clock) {
        this.clock = clock;
    }

    /**
     * @return the request, with an id where the caller chose none
     * @throws ShakerException {@code REQUEST_INVALID}, {@code EVENT_MALFORMED}, {@code EVENT_INVALID} with the field
     */
    MixtureRequested mixture(String space, byte[] body) {
        if (body.length == 0) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "the body is empty; send at least {\"select\": {\"strategy\": \"greedy\", \"size\": 3}}");
        }
        return read(space, Json.tree(body), "requestId", EventType.MIXTURE_REQUEST, MixtureRequested.class);
    }

    /** The same; a sweep may leave everything to its defaults. */
    SweepRequested sweep(String space, byte[] body) {
        return read(space, body.length == 0 ? Json.mapper().createObjectNode() : Json.tree(body), "sweepId",
                EventType.SWEEP_REQUEST, SweepRequested.class);
    }

    /** The same; a search needs to be told what for. */
    public GuidedRequested search(String space, byte[] body) {
        if (body.length == 0) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the body is empty; send at least"
                    + " {\"objective\": \"best\", \"targets\": [{\"domain\": \"DOMAIN\"}]}");
        }
        return read(space, Json.tree(body), "guidedId", EventType.GUIDED_REQUEST, GuidedRequested.class);
    }

    /**
     * A withdrawal of now.
     *
     * @throws ShakerException {@code EVENT_INVALID} with the field
     */
    Envelope<AdapterWithdrawn> withdrawal(String space, String domain, @Nullable String adapter,
            @Nullable String reason) {
        ObjectNode request = Json.mapper().createObjectNode();
        request.put("space", space).put("domain", domain).put("adapter", adapter).put("reason", reason);
        return envelope(EventIds.next(clock.instant()), request, EventType.ADAPTER_WITHDRAWN, AdapterWithdrawn.class);
    }

    /** What somebody else has measured of an evaluation; throws as {@link #withdrawal}, and {@code REQUEST_INVALID}. */
    Envelope<EvaluationMeasured> measured(String space, String evaluation, byte[] body) {
        if (!(Json.tree(body) instanceof ObjectNode request)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the body must be a JSON object");
        }
        request.put("space", space).put("evaluationId", evaluation);
        return envelope(EventIds.next(clock.instant()), request, EventType.EVALUATION_MEASURED,
                EvaluationMeasured.class);
    }

    private <T extends EventData> T read(String space, JsonNode tree, String idField, EventType type,
            Class<T> data) {
        if (!(tree instanceof ObjectNode request)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the body must be a JSON object");
        }
        String id = EventIds.next(clock.instant());
        request.put("space", space);
        if (!request.hasNonNull(idField)) {
            request.put(idField, id);
        }
        return envelope(id, request, type, data).data();
    }

    private <T extends EventData> Envelope<T> envelope(String id, ObjectNode request, EventType type, Class<T> data) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(CloudEvents.PREFIX + "specversion", CloudEvents.VERSION);
        headers.put(CloudEvents.PREFIX + "id", id);
        headers.put(CloudEvents.PREFIX + "source", SOURCE);
        headers.put(CloudEvents.PREFIX + "type", type.cloudEventsType());
        return codec.decode(headers, Json.bytes(request), clock.instant(), type, data);
    }
}
