package dev.shaker.web.api;

import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.Space;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureRequested;
import dev.shaker.mixture.AdviceJson;
import dev.shaker.pipeline.mixture.Advising;
import dev.shaker.pipeline.mixture.Advising.Advised;
import dev.shaker.pipeline.mixture.MixturePlanning;

/** What to know before mixing: advice, and the dry run of a request. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mixtures")
public class AdviceApi {
    /** About the best so many, where no size is asked for. */
    private static final int MOST = 100;

    private final AdapterCatalog catalog;
    private final EventRequests requests;
    private final Advising advising;
    private final MixturePlanning planning;

    AdviceApi(AdapterCatalog catalog, EventRequests requests, Advising advising, MixturePlanning planning) {
        this.catalog = catalog;
        this.requests = requests;
        this.advising = advising;
        this.planning = planning;
    }

    @GET
    @Path("spaces/{space}/advice")
    @Operation(summary = "May these be mixed? A verdict with reasons", description = "About the domains in members, or about those that strategy, size, targets, threshold, basis and measure would choose. POST takes a whole request.")
    public ObjectNode advice(@RestPath String space, @QueryParam("members") @Nullable String members,
            @QueryParam("strategy") @Nullable String strategy, @QueryParam("size") @Nullable String size,
            @QueryParam("targets") @Nullable String targets, @QueryParam("threshold") @Nullable String threshold,
            @QueryParam("basis") @Nullable String basis, @QueryParam("measure") @Nullable String measure,
            @QueryParam("method") @Nullable String method) {
        Space known = Lookup.space(catalog, space);
        if (members != null && strategy == null && method == null) {
            return json(advising.about(known.name(),
                    names(members).stream().map(name -> Lookup.domain(known, name)).toList()));
        }
        ObjectNode request = Json.mapper().createObjectNode();
        ObjectNode select = request.putObject("select").put("strategy",
                strategy != null ? strategy : members != null ? "explicit" : "greedy");
        if (size != null) {
            select.put("size", Lookup.size(size));
        } else if (members == null && threshold == null) {
            select.put("size", Math.min(MOST, known.adapters()));
        }
        put(select, "members", members);
        put(select, "targets", targets);
        if (threshold != null) {
            select.put("threshold", Lookup.decimal(threshold, "threshold"));
        }
        select.put("basis", basis).put("measure", measure);
        request.putObject("merge").put("method", method);
        return json(advising.about(requests.mixture(space, Json.bytes(request))));
    }

    @POST
    @Path("spaces/{space}/advice")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "May a request's members be mixed?", description = "The body is that of a mixture request. A request that is impossible is a verdict, not an error.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = MixtureRequested.class)))
    public ObjectNode advice(@RestPath String space, InputStream body) {
        Lookup.space(catalog, space);
        return json(advising.about(requests.mixture(space, RequestBody.bytes(body))));
    }

    @POST
    @Path("spaces/{space}/mixtures/plan")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Dry run of a mixture request", description = "Members, scores, layers to prune and the id that the mixture will have; refused as the mixture itself would be.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = MixtureRequested.class)))
    public PlanJson plan(@RestPath String space, InputStream body) {
        Lookup.space(catalog, space);
        return PlanJson.of(planning.dryRun(requests.mixture(space, RequestBody.bytes(body))));
    }

    private static ObjectNode json(Advised advised) {
        ObjectNode json = Json.mapper().createObjectNode().put("space", advised.space().name()).put("generation",
                advised.generation());
        json.setAll(AdviceJson.write(advised.advice()));
        return json;
    }

    private static void put(ObjectNode select, String field, @Nullable String names) {
        if (names != null) {
            ArrayNode array = select.putArray(field);
            names(names).forEach(array::add);
        }
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    }
}
