package dev.shaker.web.api;

import java.io.InputStream;
import java.net.URI;
import java.util.List;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
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
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.event.MixtureRequested;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.MixtureCatalog;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.KnownIds.Kind;
import dev.shaker.pipeline.Listings;
import dev.shaker.pipeline.mixture.MixtureIntake;
import dev.shaker.pipeline.mixture.MixtureRebuild;
import dev.shaker.web.lists.Csv;
import dev.shaker.web.lists.PageJson;
import dev.shaker.web.lists.PageQuery;

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
    private final Listings listings;
    private final Ids ids;
    private final EventRequests requests;
    private final MixtureIntake intake;
    private final MixtureRebuild rebuild;

    MixturesApi(AdapterCatalog catalog, MixtureCatalog mixtures, EvaluationCatalog evaluations,
            Listings listings, Ids ids, EventRequests requests, MixtureIntake intake, MixtureRebuild rebuild) {
        this.listings = listings;
        this.ids = ids;
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
        String location = Lookup.path(space, "mixture-requests", request.requestId());
        return Response.accepted(new AcceptedJson(request.requestId(), space, location)).location(URI.create(location))
                .build();
    }

    @GET
    @Path("spaces/{space}/mixture-requests/{requestId}")
    @Operation(summary = "What became of a request")
    public MixtureJson request(@RestPath String space, @RestPath String requestId) {
        SpaceName in = Lookup.space(catalog, space).name();
        return mixtures.byRequest(requestId).filter(view -> view.space().equals(in)).map(this::detailed)
                .orElseThrow(() -> new ShakerException(ErrorCode.MIXTURE_UNKNOWN, "mixture request '" + requestId
                        + "' is unknown in space '" + space + "'; GET /api/v1/spaces/" + space
                        + "/mixtures lists those there are").with("request", requestId));
    }

    @GET
    @Path("spaces/{space}/mixtures")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
    @Operation(summary = "Requests of a space, newest first", description = "With adapter: those that hold this adapter.")
    public PageJson<MixtureJson> mixtures(@RestPath String space, @QueryParam("adapter") @Nullable String adapter,
            @BeanParam PageQuery page) {
        SpaceName in = Lookup.space(catalog, space).name();
        return page.answer(
                listings.mixtures(in, adapter == null ? null : ids.adapter(in, adapter), page.request()),
                MixtureJson::of, MixtureJson.CSV);
    }

    @GET
    @Path("spaces/{space}/mixtures/{id}")
    @Operation(summary = "One mixture with its evaluations")
    public MixtureJson mixture(@RestPath String space, @RestPath String id) {
        return mixtures.byId(id(space, id)).map(this::detailed).orElseThrow();
    }

    @POST
    @Path("spaces/{space}/mixtures/{id}/rebuild")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make a mixture again and compare every file", description = "From the stored recipe, or from the recipe.json in the body. Nothing is changed in the store.")
    public RebuiltJson rebuild(@RestPath String space, @RestPath String id, InputStream body) {
        MixtureId mixture = id(space, id);
        byte[] recipe = dev.shaker.web.api.RequestBody.recipe(body);
        return RebuiltJson.of(rebuild.rebuild(mixture, recipe.length == 0 ? null : recipe));
    }

    private MixtureJson detailed(MixtureView view) {
        return MixtureJson.of(view, view.id() == null
                ? List.of()
                : evaluations.ofMixture(view.id()).stream().map(EvaluationJson::of).toList());
    }

    private MixtureId id(String space, String given) {
        return ids.mixture(Lookup.space(catalog, space).name(), given);
    }
}
