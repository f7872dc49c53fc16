package dev.shaker.web.api;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.Envelope;
import dev.shaker.pipeline.EventIntake;

/** The domains of a space: what each has is changed by events, also from here. */
@Path("/api/v1/spaces/{space}/domains")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Adapters", description = "Adapters by their content")
public class DomainsApi {
    private final AdapterCatalog catalog;
    private final EventRequests requests;
    private final EventIntake intake;

    DomainsApi(AdapterCatalog catalog, EventRequests requests, EventIntake intake) {
        this.catalog = catalog;
        this.requests = requests;
        this.intake = intake;
    }

    /** @param location where to ask what became of it */
    public record AcceptedJson(String eventId, String space, String domain, String location) {}

    @DELETE
    @Path("{domain}")
    @Operation(summary = "Withdraw the current adapter of a domain", description = "The same as an adapter-withdrawn event of now. With adapter, nothing is withdrawn unless that one is current.")
    @APIResponse(responseCode = "202", description = "Taken in; Location tells where to ask", content = @Content(schema = @Schema(implementation = AcceptedJson.class)))
    public Response withdraw(@RestPath String space, @RestPath String domain,
            @QueryParam("adapter") @Nullable String adapter, @QueryParam("reason") @Nullable String reason) {
        Lookup.space(catalog, space);
        Envelope<AdapterWithdrawn> event = requests.withdrawal(space, domain, adapter, reason);
        intake.accept(event);
        String location = "/api/v1/announcements/" + encoded(event.id()) + "?source=" + encoded(event.source());
        return Response.accepted(new AcceptedJson(event.id(), space, domain, location)).location(URI.create(location))
                .build();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
