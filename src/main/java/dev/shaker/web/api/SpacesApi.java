package dev.shaker.web.api;

import jakarta.ws.rs.BeanParam;
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
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.Listings;
import dev.shaker.web.api.GenerationTags.ByGeneration;
import dev.shaker.web.lists.Csv;
import dev.shaker.web.lists.PageJson;
import dev.shaker.web.lists.PageQuery;

/** Spaces and what is registered in them. */
@Path("/api/v1")
@Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
@Tag(name = "Spaces", description = "Sets of adapters that may be compared")
public class SpacesApi {
    private final AdapterCatalog catalog;
    private final Listings listings;

    SpacesApi(AdapterCatalog catalog, Listings listings) {
        this.catalog = catalog;
        this.listings = listings;
    }

    @GET
    @Path("spaces")
    @Operation(summary = "All spaces, sorted by name")
    public PageJson<SpaceJson> spaces(@BeanParam PageQuery page) {
        return page.answer(listings.spaces(page.request()), SpaceJson::of, SpaceJson.CSV);
    }

    @GET
    @Path("spaces/{space}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "One space")
    public SpaceJson space(@RestPath String space) {
        return SpaceJson.of(Lookup.space(catalog, space));
    }

    @GET
    @ByGeneration
    @Path("spaces/{space}/adapters")
    @Operation(summary = "Registrations of a space, sorted by domain and time", description = "With status: registered for the current adapter of every domain, superseded or withdrawn for the others.")
    public PageJson<AdapterJson> adapters(@RestPath String space, @QueryParam("status") @Nullable String status,
            @BeanParam PageQuery page) {
        SpaceName in = Lookup.space(catalog, space).name();
        return page.answer(
                listings.adapters(in, status == null ? null : status(status), page.request()),
                AdapterJson::of, AdapterJson.CSV);
    }

    @GET
    @Path("spaces/{space}/rejections")
    @Operation(summary = "Adapters that were turned down, newest first", description = "A space that never had an adapter may still have rejections.")
    public PageJson<RejectionJson> rejections(@RestPath String space, @BeanParam PageQuery page) {
        return page.answer(listings.rejections(Lookup.name(space), page.request()), RejectionJson::of,
                RejectionJson.CSV);
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
