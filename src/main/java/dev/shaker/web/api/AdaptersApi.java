package dev.shaker.web.api;

import java.util.List;

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
import dev.shaker.adapter.Announcement;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.SpaceName;
import dev.shaker.listing.PageRequest;
import dev.shaker.pipeline.KnownIds.Kind;
import dev.shaker.pipeline.Listings;

/** Adapters by content, and what became of an announcement. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Adapters", description = "Adapters by their content")
public class AdaptersApi {
    private static final PageRequest NEWEST = PageRequest.first(PageRequest.DEFAULT);

    private final AdapterCatalog catalog;
    private final Listings listings;
    private final Ids ids;

    AdaptersApi(AdapterCatalog catalog, Listings listings, Ids ids) {
        this.catalog = catalog;
        this.listings = listings;
        this.ids = ids;
    }

    /**
     * @param registrations every one of that content in the space
     * @param mixtures the newest hundred that hold it; all of them are listed with {@code ?adapter=}
     */
    public record AdapterDetailJson(String id, List<AdapterJson> registrations, List<MixtureJson> mixtures) {}

    @GET
    @Path("spaces/{space}/adapters/{id}")
    @Operation(summary = "One adapter: where it is registered and which mixtures hold it")
    public AdapterDetailJson adapter(@RestPath String space, @RestPath String id) {
        SpaceName in = Lookup.space(catalog, space).name();
        AdapterId adapter = ids.adapter(in, id);
        return new AdapterDetailJson(adapter.hex(),
                catalog.byId(adapter).stream().filter(one -> one.space().equals(in)).map(AdapterJson::of).toList(),
                listings.mixtures(in, adapter, NEWEST).items().stream().map(MixtureJson::of).toList());
    }

    @GET
    @Path("announcements/{eventId:.+}")
    @Operation(summary = "What became of a train-completed or adapter-withdrawn event", description = "404 until the event is worked through. An event is known by its source and its id: without source an id that several producers gave is refused, naming them.")
    public AnnouncementJson announcement(@RestPath String eventId, @QueryParam("source") @Nullable String source) {
        if (source != null) {
            return catalog.announcement(source, eventId).map(AnnouncementJson::of)
                    .orElseThrow(() -> unknown(eventId).with("source", source));
        }
        List<Announcement> found = catalog.announcements(eventId);
        if (found.size() > 1) {
            String sources = String.join(", ", found.stream().map(Announcement::source).toList());
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the event id '" + eventId + "' was given by "
                    + found.size() + " producers: add ?source= with one of " + sources).with("field", "source")
                    .with("sources", sources);
        }
        return found.stream().findFirst().map(AnnouncementJson::of).orElseThrow(() -> unknown(eventId));
    }

    private static ShakerException unknown(String eventId) {
        return new ShakerException(ErrorCode.RESOURCE_UNKNOWN, "nothing is known of a train-completed event '"
                + eventId + "'; it may not be worked through yet").with("eventId", eventId);
    }
}
