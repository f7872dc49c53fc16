package dev.shaker.web.guided;

import java.io.InputStream;
import java.net.URI;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.event.GuidedRequested;
import dev.shaker.pipeline.guided.SearchCatalog;
import dev.shaker.pipeline.guided.SearchControl;
import dev.shaker.web.api.EventRequests;
import dev.shaker.web.api.Ids;
import dev.shaker.web.api.Lookup;
import dev.shaker.web.api.RequestBody;
import dev.shaker.web.lists.Csv;
import dev.shaker.web.lists.PageJson;
import dev.shaker.web.lists.PageQuery;

/** Searches: good mixtures of a space, found with few evaluations. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Searches", description = "Good mixtures of a space, found with few evaluations")
public class SearchesApi {
    private static final String EXAMPLE = """
            {"objective": "best", "targets": [{"domain": "nli"}], "sizes": {"from": 2, "to": 8}, "budget": {"share": 0.01}}""";

    private final AdapterCatalog catalog;
    private final SearchCatalog searches;
    private final Ids ids;
    private final EventRequests requests;
    private final SearchControl control;

    SearchesApi(AdapterCatalog catalog, SearchCatalog searches, Ids ids, EventRequests requests,
            SearchControl control) {
        this.catalog = catalog;
        this.searches = searches;
        this.ids = ids;
        this.requests = requests;
        this.control = control;
    }

    /** @param location where to ask how far it is */
    public record AcceptedSearchJson(String guidedId, String space, String location) {}

    @POST
    @Path("spaces/{space}/searches")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask for a search", description = "The data of a guided-request event without its space. The same guidedId twice is one search.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = GuidedRequested.class), examples = @ExampleObject(name = "best", value = EXAMPLE)))
    @APIResponse(responseCode = "202", description = "Taken in; Location tells where to ask", content = @Content(schema = @Schema(implementation = AcceptedSearchJson.class)))
    public Response request(@RestPath String space, InputStream body) {
        Lookup.space(catalog, space);
        GuidedRequested request = requests.search(space, RequestBody.bytes(body));
        control.submit(request);
        String location = Lookup.path(space, "searches", request.guidedId());
        return Response.accepted(new AcceptedSearchJson(request.guidedId(), space, location))
                .location(URI.create(location)).build();
    }

    @GET
    @Path("spaces/{space}/searches")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
    @Operation(summary = "Searches of a space, newest first")
    public PageJson<SearchJson> searches(@RestPath String space, @BeanParam PageQuery page) {
        return page.answer(searches.searches(Lookup.space(catalog, space).name(), page.request()), SearchJson::of,
                SearchJson.CSV);
    }

    @GET
    @Path("spaces/{space}/searches/{id}")
    @Operation(summary = "How far a search is, and what it found")
    public SearchJson search(@RestPath String space, @RestPath String id) {
        return SearchJson.of(searches.search(id(space, id)).orElseThrow());
    }

    @GET
    @Path("spaces/{space}/searches/{id}/trace")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
    @Operation(summary = "Every mixture that a search has measured, on which rows, and how many of them it got right")
    public PageJson<TracedJson> trace(@RestPath String space, @RestPath String id, @BeanParam PageQuery page) {
        return page.answer(searches.trace(id(space, id), page.request()), TracedJson::of, TracedJson.CSV);
    }

    @POST
    @Path("spaces/{space}/searches/{id}/pause")
    @Operation(summary = "Measure no further until the search is resumed")
    public SearchJson pause(@RestPath String space, @RestPath String id) {
        return SearchJson.of(control.pause(id(space, id)));
    }

    @POST
    @Path("spaces/{space}/searches/{id}/resume")
    @Operation(summary = "Go on where the search stood")
    public SearchJson resume(@RestPath String space, @RestPath String id) {
        return SearchJson.of(control.resume(id(space, id)));
    }

    @DELETE
    @Path("spaces/{space}/searches/{id}")
    @Operation(summary = "Cancel a search; what is measured stays")
    public SearchJson cancel(@RestPath String space, @RestPath String id) {
        return SearchJson.of(control.cancel(id(space, id)));
    }

    private String id(String space, String given) {
        return ids.search(Lookup.space(catalog, space).name(), given);
    }
}
