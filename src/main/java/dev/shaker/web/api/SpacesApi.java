package dev.shaker.web.api;

import java.util.List;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.error.Wire;

/** Spaces and what is registered in them. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Spaces", description = "Sets of adapters that may be compared")
public class SpacesApi {
    private final AdapterCatalog catalog;

    SpacesApi(AdapterCatalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Path("spaces")
    @Operation(summary = "All spaces, sorted by name")
    public List<SpaceJson> spaces() {
        return catalog.spaces().stream().map(SpaceJson::of).toList();
    }

    @GET
    @Path("spaces/{space}")
    @Operation(summary = "One space")
    public SpaceJson space(@RestPath String space) {
        return SpaceJson.of(Lookup.space(catalog, space));
    }

    @GET
    @Path("spaces/{space}/adapters")
    @Operation(summary = "Registrations of a space, sorted by domain and time", description = "With status: registered for the current adapter of every domain, superseded or withdrawn for the others.")
    public List<AdapterJson> adapters(@RestPath String space, @QueryParam("status") @Nullable String status) {
        Lookup.space(catalog, space);
        AdapterStatus wanted = status == null ? null : status(status);
        return catalog.adapters(space).stream().filter(adapter -> wanted == null || adapter.status() == wanted)
                .map(AdapterJson::of).toList();
    }

    @GET
    @Path("spaces/{space}/rejections")
    @Operation(summary = "Adapters that were turned down, newest first", description = "A space that never had an adapter may still have rejections.")
    public List<RejectionJson> rejections(@RestPath String space,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        return catalog.rejections(space, Lookup.limit(limit)).stream().map(RejectionJson::of).toList();
    }

    private static AdapterStatus status(String text) {
        for (AdapterStatus status : AdapterStatus.values()) {
            if (Wire.name(status).equals(text)) {
                return status;
            }
        }
        throw new ShakerException(ErrorCode.REQUEST_INVALID,
                "status is '" + text + "'; give registered, superseded or withdrawn, or leave it out")
                .with("field", "status");
    }
}
