package dev.shaker.web.api;

import java.io.InputStream;
import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.CloudEvents;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventType;
import dev.shaker.pipeline.EventIntake;

/** CloudEvents over HTTP, for producers that do not speak Kafka. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events", description = "Events in and out over HTTP")
public class EventsApi {
    private static final Set<EventType> TAKEN = EnumSet.of(EventType.TRAIN_COMPLETED,
            EventType.ADAPTER_WITHDRAWN, EventType.MIXTURE_REQUEST, EventType.SWEEP_REQUEST, EventType.GUIDED_REQUEST,
            EventType.EVALUATION_MEASURED);
    private static final String HTTP_PREFIX = "ce-";

    private final EventCodec codec = new EventCodec();
    private final EventIntake intake;
    private final Clock clock;

    EventsApi(EventIntake intake, Clock clock) {
        this.intake = intake;
        this.clock = clock;
    }

    /** @param repeated whether the event had been taken in before; then nothing was published again */
    public record TakenJson(String id, String type, String space, boolean repeated) {}

    @POST
    @Path("events")
    @Consumes({ MediaType.APPLICATION_JSON, CloudEvents.STRUCTURED_JSON })
    @Operation(summary = "Take in an event, binary (ce- headers) or structured", description = "Types: dev.shaker.train-completed.v1, dev.shaker.adapter-withdrawn.v1, dev.shaker.mixture-request.v1, dev.shaker.sweep-request.v1, dev.shaker.guided-request.v1 and dev.shaker.evaluation-measured.v1. The event keeps its id, "
            + "source and time; the same source and id twice is published once.")
    @APIResponse(responseCode = "202", description = "Checked, stored and on its way")
    public Response post(@Context HttpHeaders headers, InputStream body) {
        Envelope<?> event = codec.decode(kafkaHeaders(headers), RequestBody.bytes(body), clock.instant());
        if (!TAKEN.contains(event.type())) {
            throw new ShakerException(ErrorCode.EVENT_TYPE_UNKNOWN, "events of type "
                    + event.type().cloudEventsType() + " are Shaker's own to publish; it takes in "
                    + EventType.TRAIN_COMPLETED.cloudEventsType() + ", "
                    + EventType.ADAPTER_WITHDRAWN.cloudEventsType() + ", "
                    + EventType.MIXTURE_REQUEST.cloudEventsType() + ", "
                    + EventType.SWEEP_REQUEST.cloudEventsType() + ", "
                    + EventType.GUIDED_REQUEST.cloudEventsType() + " and "
                    + EventType.EVALUATION_MEASURED.cloudEventsType())
                    .with("type", event.type().cloudEventsType());
        }
        boolean first = intake.accept(event);
        return Response.accepted(
                new TakenJson(event.id(), event.type().cloudEventsType(), event.data().key(), !first)).build();
    }

    /** The HTTP binding writes {@code ce-id} where Kafka's writes {@code ce_id}. */
    private static Map<String, String> kafkaHeaders(HttpHeaders headers) {
        Map<String, String> found = new LinkedHashMap<>();
        headers.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals(CloudEvents.CONTENT_TYPE)) {
                found.put(lower, values.getFirst());
            } else if (lower.startsWith(HTTP_PREFIX)) {
                found.put(CloudEvents.PREFIX + lower.substring(HTTP_PREFIX.length()), decoded(values.getFirst()));
            }
        });
        return found;
    }

    /** The binding percent-encodes what a header cannot hold. */
    private static String decoded(String value) {
        try {
            return value.indexOf('%') < 0
                    ? value
                    : java.net.URLDecoder.decode(value.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
