package dev.shaker.web.api;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.event.MixtureRequested;
import dev.shaker.mixture.MixtureCatalog;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.mixture.MixtureIntake;
import dev.shaker.pipeline.mixture.MixtureRebuild;

/** Mixtures: ask for one, see what became of it. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mixtures", description = "Averages of adapters")
public class MixturesApi {
    private static final String EXAMPLE = """
            {"select": {"strategy": "greedy", "size": 3, "targets": ["sst2"]},
             "prune": {"sparsity": 0.4, "scope": "layer"},
             "evaluate": {"rowLimit": 500}}""";

    private final AdapterCatalog catalog;
    private final MixtureCatalog mixtures;
    private final EvaluationCatalog evaluations;
    private final EventRequests requests;
    private final MixtureIntake intake;
    private final MixtureRebuild rebuild;

    MixturesApi(AdapterCatalog catalog, MixtureCatalog mixtures, EvaluationCatalog evaluations,
            EventRequests requests, MixtureIntake intake, MixtureRebuild rebuild) {
        this.catalog = catalog;
        this.mixtures = mixtures;
        this.evaluations = evaluations;
        this.requests = requests;
        this.intake = intake;
        this.rebuild = rebuild;
    }

    /** @param location where to ask what became of it */
    public record AcceptedJson(String requestId, String space, String location) {}

    @POST
    @Path("spaces/{space}/mixtures")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask for a mixture", description = "The data of a mixture-request event without its space. The same requestId twice is one request.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = MixtureRequested.class), examples = @ExampleObject(name = "greedy", value = EXAMPLE)))
    @APIResponse(responseCode = "202", description = "Taken in; Location tells where to ask", content = @Content(schema = @Schema(implementation = AcceptedJson.class)))
    public Response request(@RestPath String space, InputStream body) {
        Lookup.space(catalog, space);
        MixtureRequested request = requests.mixture(space, dev.shaker.web.api.RequestBody.bytes(body));
        intake.submit(request);
        String location = "/api/v1/mixture-requests/" + encoded(request.requestId());
        return Response.accepted(new AcceptedJson(request.requestId(), space, location)).location(URI.create(location))
                .build();
    }

    @GET
    @Path("mixture-requests/{requestId}")
    @Operation(summary = "What became of a request")
    public MixtureJson request(@RestPath String requestId) {
        return mixtures.byRequest(requestId).map(this::detailed).orElseThrow(() -> unknown("request", requestId));
    }

    @GET
    @Path("spaces/{space}/mixtures")
    @Operation(summary = "Requests of a space, newest first")
    public List<MixtureJson> mixtures(@RestPath String space, @QueryParam("limit") @DefaultValue("50") String limit) {
        Lookup.space(catalog, space);
        return mixtures.list(space, Lookup.limit(limit)).stream().map(MixtureJson::of).toList();
    }

    @GET
    @Path("mixtures/{mixtureId}")
    @Operation(summary = "One mixture with its accuracies")
    public MixtureJson mixture(@RestPath String mixtureId) {
        return mixtures.byId(mixtureId).map(this::detailed).orElseThrow(() -> unknown("mixture", mixtureId));
    }

    @POST
    @Path("mixtures/{mixtureId}/rebuild")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make a mixture again and compare every file", description = "From the stored recipe, or from the recipe.json in the body. Nothing is changed in the store.")
    public RebuiltJson rebuild(@RestPath String mixtureId, InputStream body) {
        byte[] recipe = dev.shaker.web.api.RequestBody.recipe(body);
        return RebuiltJson.of(rebuild.rebuild(mixtureId, recipe.length == 0 ? null : recipe));
    }

    private MixtureJson detailed(MixtureView view) {
        return MixtureJson.of(view, view.id() == null
                ? List.of()
                : evaluations.ofMixture(view.id()).stream().map(EvaluationJson::of).toList());
    }

    private static ShakerException unknown(String what, String id) {
        return new ShakerException(ErrorCode.MIXTURE_UNKNOWN,
                "mixture " + what + " '" + id
                        + "' is unknown; GET /api/v1/spaces/{space}/mixtures lists those there are")
                .with(what, id);
    }

    private static String encoded(String segment) {
        return java.net.URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
