package dev.shaker.web.api;

import java.io.InputStream;
import java.net.URI;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;
import dev.shaker.mixture.MixtureCatalog;
import dev.shaker.pipeline.KnownIds.Kind;
import dev.shaker.pipeline.KnownIds.Known;

/** Where things were before the space stood in every path: whoever comes there is sent on (308, which keeps method and body). */
@Path("/api/v1")
@Tag(name = "Former paths", description = "Answer 308 with the path of today")
@APIResponse(responseCode = "308", description = "Location has the path of today")
public class FormerPaths {
    private static final String PERMANENT = "Moved: the space stands in the path";
    private static final int PERMANENT_REDIRECT = 308;

    private final Ids ids;
    private final MixtureCatalog mixtures;
    private final UriInfo uri;

    FormerPaths(Ids ids, MixtureCatalog mixtures, @Context UriInfo uri) {
        this.ids = ids;
        this.mixtures = mixtures;
        this.uri = uri;
    }

    @GET
    @Path("spaces/{space}/accuracies")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response accuracies(@RestPath String space) {
        return to("/api/v1/spaces/" + Lookup.encoded(space) + "/evaluations");
    }

    @POST
    @Path("evaluations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = PERMANENT, deprecated = true)
    public Response evaluate(InputStream body) {
        JsonNode space = Json.tree(RequestBody.bytes(body)).path("space");
        if (!space.isTextual()) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "an evaluation needs a space: POST /api/v1/spaces/{space}/evaluations").with("field", "space");
        }
        return to("/api/v1/spaces/" + Lookup.encoded(space.textValue()) + "/evaluations");
    }

    @GET
    @Path("adapters/{id}")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response adapter(@RestPath String id) {
        return to(Kind.ADAPTER, id, "");
    }

    @GET
    @Path("evaluations/{id}")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response evaluation(@RestPath String id) {
        return to(Kind.EVALUATION, id, "");
    }

    @GET
    @Path("mixtures/{id}")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response mixture(@RestPath String id) {
        return to(Kind.MIXTURE, id, "");
    }

    @POST
    @Path("mixtures/{id}/rebuild")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response rebuild(@RestPath String id) {
        return to(Kind.MIXTURE, id, "/rebuild");
    }

    @GET
    @Path("mixture-requests/{id}")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response request(@RestPath String id) {
        return to(Lookup.path(
                mixtures.byRequest(id).orElseThrow(() -> new ShakerException(ErrorCode.MIXTURE_UNKNOWN,
                        "mixture request '" + id
                                + "' is unknown; GET /api/v1/spaces/{space}/mixtures lists those there are")
                        .with("request", id)).space().name(),
                "mixture-requests", id));
    }

    @GET
    @Path("sweeps/{id}")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response sweep(@RestPath String id) {
        return to(Kind.SWEEP, id, "");
    }

    @DELETE
    @Path("sweeps/{id}")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response cancel(@RestPath String id) {
        return to(Kind.SWEEP, id, "");
    }

    @GET
    @Path("sweeps/{id}/{what:results|statistics|report}")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response ofSweep(@RestPath String id, @RestPath String what) {
        return to(Kind.SWEEP, id, "/" + what);
    }

    @POST
    @Path("sweeps/{id}/{what:pause|resume}")
    @Operation(summary = PERMANENT, deprecated = true)
    public Response control(@RestPath String id, @RestPath String what) {
        return to(Kind.SWEEP, id, "/" + what);
    }

    private Response to(Kind kind, String id, String below) {
        Known known = ids.anywhere(kind, id);
        return to(Lookup.path(known.space().name(), dev.shaker.error.Wire.name(kind) + "s", known.id()) + below);
    }

    private Response to(String path) {
        String query = uri.getRequestUri().getRawQuery();
        return Response.status(PERMANENT_REDIRECT).location(URI.create(query == null ? path : path + "?" + query))
                .build();
    }
}
