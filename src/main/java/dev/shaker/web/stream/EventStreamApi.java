package dev.shaker.web.stream;

import java.time.Duration;
import java.util.function.Consumer;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import dev.shaker.web.WebSettings;

/** Result events as they happen. */
@Path("/api/v1")
@Tag(name = "Events")
public class EventStreamApi {
    /** A client that lags further behind is cut off and comes back with the id of the last event it saw. */
    private static final int BUFFER = 4096;

    private final EventHub hub;
    private final Duration heartbeat;

    EventStreamApi(EventHub hub, WebSettings settings) {
        this.hub = hub;
        this.heartbeat = settings.heartbeat();
    }

    @GET
    @Path("events/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Result events as they happen (server-sent events)", description = "event: the short name, data: the event's data on one line. After Last-Event-ID what was missed comes "
            + "first, or an event named resync where that is too long ago: then read everything again.")
    public Multi<OutboundSseEvent> stream(@QueryParam("space") @Nullable String space,
            @HeaderParam("Last-Event-ID") @Nullable String lastId, @Context Sse sse) {
        Multi<OutboundSseEvent> results = Multi.createFrom()
                .<OutboundSseEvent>emitter(emitter -> follow(emitter, space, lastId, sse), BUFFER);
        Multi<OutboundSseEvent> beats = Multi.createFrom().ticks().every(heartbeat).onOverflow().drop()
                .map(tick -> sse.newEventBuilder().comment("still here").build());
        return Multi.createBy().merging().streams(results, beats);
    }

    private void follow(MultiEmitter<? super OutboundSseEvent> emitter, @Nullable String space,
            @Nullable String lastId, Sse sse) {
        Consumer<EventHub.Told> listener = event -> {
            if (space == null || space.equals(event.space())) {
                emitter.emit(sse.newEventBuilder().id(event.id()).name(event.name())
                        .mediaType(MediaType.TEXT_PLAIN_TYPE).data(event.json()).build());
            }
        };
        emitter.onTermination(() -> hub.leave(listener));
        emitter.emit(note(sse, "hello"));
        if (!hub.listen(lastId == null || lastId.isBlank() ? null : lastId, listener)) {
            emitter.emit(note(sse, "resync"));
        }
        if (emitter.isCancelled()) {
            hub.leave(listener);
        }
    }

    private static OutboundSseEvent note(Sse sse, String name) {
        return sse.newEventBuilder().name(name).mediaType(MediaType.TEXT_PLAIN_TYPE).data("{}").build();
    }
}
