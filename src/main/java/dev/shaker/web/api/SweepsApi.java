package dev.shaker.web.api;

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
import dev.shaker.evaluation.sweep.SweepCatalog;
import dev.shaker.event.SweepRequested;
import dev.shaker.pipeline.KnownIds.Kind;
import dev.shaker.pipeline.Listings;
import dev.shaker.pipeline.sweep.SweepControl;
import dev.shaker.pipeline.sweep.SweepReports;
import dev.shaker.web.lists.Csv;
import dev.shaker.web.lists.PageJson;
import dev.shaker.web.lists.PageQuery;
import dev.shaker.web.report.ReportPage;

/** Sweeps: many mixtures of a space, evaluated. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sweeps", description = "Many mixtures of a space, averaged in memory and evaluated")
public class SweepsApi {
    private static final String EXAMPLE = """
            {"targets": ["sst2"], "sizes": {"from": 1, "to": 3}, "sample": {"perSize": 200, "seed": 7}, "rowLimit": 500}""";

    private final AdapterCatalog catalog;
    private final SweepCatalog sweeps;
    private final Listings listings;
    private final Ids ids;
    private final EventRequests requests;
    private final SweepControl control;
    private final SweepReports reports;

    SweepsApi(AdapterCatalog catalog, SweepCatalog sweeps, Listings listings, Ids ids, EventRequests requests,
            SweepControl control, SweepReports reports) {
        this.listings = listings;
        this.ids = ids;
        this.catalog = catalog;
        this.sweeps = sweeps;
        this.requests = requests;
        this.control = control;
        this.reports = reports;
    }

    /** @param location where to ask how far it is */
    public record AcceptedJson(String sweepId, String space, String location) {}

    @POST
    @Path("spaces/{space}/sweeps")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask for a sweep", description = "The data of a sweep-request event without its space. The same sweepId twice is one sweep.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = SweepRequested.class), examples = @ExampleObject(name = "target", value = EXAMPLE)))
    @APIResponse(responseCode = "202", description = "Taken in; Location tells where to ask", content = @Content(schema = @Schema(implementation = AcceptedJson.class)))
    public Response request(@RestPath String space, InputStream body) {
        Lookup.space(catalog, space);
        SweepRequested request = requests.sweep(space, RequestBody.bytes(body));
        control.submit(request);
        String location = Lookup.path(space, "sweeps", request.sweepId());
        return Response.accepted(new AcceptedJson(request.sweepId(), space, location)).location(URI.create(location))
                .build();
    }

    @GET
    @Path("spaces/{space}/sweeps")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
    @Operation(summary = "Sweeps of a space, newest first")
    public PageJson<SweepJson> sweeps(@RestPath String space, @BeanParam PageQuery page) {
        return page.answer(listings.sweeps(Lookup.space(catalog, space).name(), page.request()), SweepJson::of,
                SweepJson.CSV);
    }

    @GET
    @Path("spaces/{space}/sweeps/{id}")
    @Operation(summary = "How far a sweep is")
    public SweepJson sweep(@RestPath String space, @RestPath String id) {
        return SweepJson.of(sweeps.sweep(id(space, id)).orElseThrow());
    }

    @GET
    @Path("spaces/{space}/sweeps/{id}/results")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
    @Operation(summary = "Rows each subset gets right on each of its targets, so far")
    public PageJson<SweepScoreJson> results(@RestPath String space, @RestPath String id, @BeanParam PageQuery page) {
        return page.answer(listings.results(id(space, id), page.request()), SweepScoreJson::of, SweepScoreJson.CSV);
    }

    @GET
    @Path("spaces/{space}/sweeps/{id}/statistics")
    @Operation(summary = "What the results say: spread per target and size, drops, FSD against drop, strategies, marginal values")
    public SweepStatisticsJson statistics(@RestPath String space, @RestPath String id) {
        return SweepStatisticsJson.of(reports.of(id(space, id)));
    }

    @GET
    @Path("spaces/{space}/sweeps/{id}/report")
    @Produces(MediaType.TEXT_HTML)
    @Operation(summary = "The statistics as one self-contained page with figures")
    public String report(@RestPath String space, @RestPath String id) {
        return ReportPage.of(reports.of(id(space, id)));
    }

    @POST
    @Path("spaces/{space}/sweeps/{id}/pause")
    @Operation(summary = "Leave the unfinished shards alone until the sweep is resumed")
    public SweepJson pause(@RestPath String space, @RestPath String id) {
        return SweepJson.of(control.pause(id(space, id)));
    }

    @POST
    @Path("spaces/{space}/sweeps/{id}/resume")
    @Operation(summary = "Send every unfinished shard again")
    public SweepJson resume(@RestPath String space, @RestPath String id) {
        return SweepJson.of(control.resume(id(space, id)));
    }

    @DELETE
    @Path("spaces/{space}/sweeps/{id}")
    @Operation(summary = "Cancel a sweep; what is measured stays")
    public SweepJson cancel(@RestPath String space, @RestPath String id) {
        return SweepJson.of(control.cancel(id(space, id)));
    }

    private String id(String space, String given) {
        return ids.sweep(Lookup.space(catalog, space).name(), given);
    }
}
