package dev.shaker.web.api;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.sweep.SweepCatalog;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.SweepRequested;
import dev.shaker.pipeline.sweep.SweepControl;
import dev.shaker.pipeline.sweep.SweepReports;
import dev.shaker.web.report.ReportPage;

/** Sweeps: many mixtures of a space, evaluated. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sweeps", description = "Many mixtures of a space, averaged in memory and evaluated")
public class SweepsApi {
    private static final String CSV = "text/csv";
    private static final MediaType CSV_TYPE = MediaType.valueOf(CSV);
    private static final String EXAMPLE = """
            {"targets": ["sst2"], "sizes": {"from": 1, "to": 3}, "sample": {"perSize": 200, "seed": 7}, "rowLimit": 500}""";

    private final AdapterCatalog catalog;
    private final SweepCatalog sweeps;
    private final EventRequests requests;
    private final SweepControl control;
    private final SweepReports reports;

    SweepsApi(AdapterCatalog catalog, SweepCatalog sweeps, EventRequests requests, SweepControl control,
            SweepReports reports) {
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
        String location = "/api/v1/sweeps/"
                + java.net.URLEncoder.encode(request.sweepId(), StandardCharsets.UTF_8).replace("+", "%20");
        return Response.accepted(new AcceptedJson(request.sweepId(), space, location)).location(URI.create(location))
                .build();
    }

    @GET
    @Path("spaces/{space}/sweeps")
    @Operation(summary = "Sweeps of a space, newest first")
    public List<SweepJson> sweeps(@RestPath String space) {
        Lookup.space(catalog, space);
        return sweeps.ofSpace(space).stream().map(SweepJson::of).toList();
    }

    @GET
    @Path("sweeps/{id}")
    @Operation(summary = "How far a sweep is")
    public SweepJson sweep(@RestPath String id) {
        return SweepJson.of(find(id));
    }

    @GET
    @Path("sweeps/{id}/results")
    @Produces({ MediaType.APPLICATION_JSON, CSV })
    @Operation(summary = "Rows each subset gets right on each of its targets, so far", description = "JSON, or CSV with Accept: text/csv.")
    @APIResponse(responseCode = "200", description = "The results", content = @Content(schema = @Schema(implementation = SweepResultsJson.class)))
    public Response results(@RestPath String id, @Context Request request) {
        SweepResultsJson results = SweepResultsJson.of(find(id).id(), sweeps.results(id));
        Variant variant = request.selectVariant(Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, CSV_TYPE).build());
        return variant != null && CSV_TYPE.isCompatible(variant.getMediaType())
                ? Response.ok(results.csv(), CSV_TYPE).build()
                : Response.ok(results, MediaType.APPLICATION_JSON_TYPE).build();
    }

    @GET
    @Path("sweeps/{id}/statistics")
    @Operation(summary = "What the results say: spread per target and size, drops, FSD against drop, strategies, marginal values")
    public SweepStatisticsJson statistics(@RestPath String id) {
        return SweepStatisticsJson.of(reports.of(id));
    }

    @GET
    @Path("sweeps/{id}/report")
    @Produces(MediaType.TEXT_HTML)
    @Operation(summary = "The statistics as one self-contained page with figures")
    public String report(@RestPath String id) {
        return ReportPage.of(reports.of(id));
    }

    @POST
    @Path("sweeps/{id}/pause")
    @Operation(summary = "Leave the unfinished shards alone until the sweep is resumed")
    public SweepJson pause(@RestPath String id) {
        return SweepJson.of(control.pause(id));
    }

    @POST
    @Path("sweeps/{id}/resume")
    @Operation(summary = "Send every unfinished shard again")
    public SweepJson resume(@RestPath String id) {
        return SweepJson.of(control.resume(id));
    }

    @DELETE
    @Path("sweeps/{id}")
    @Operation(summary = "Cancel a sweep; what is measured stays")
    public SweepJson cancel(@RestPath String id) {
        return SweepJson.of(control.cancel(id));
    }

    private SweepView find(String id) {
        return sweeps.sweep(id).orElseThrow(() -> new ShakerException(ErrorCode.SWEEP_UNKNOWN, "sweep '" + id
                + "' is unknown; GET /api/v1/spaces/{space}/sweeps lists those there are").with("sweep", id));
    }
}
