package dev.shaker.web.api;

import java.io.InputStream;
import java.net.URI;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.event.AttackRequested;
import dev.shaker.event.Json;
import dev.shaker.pipeline.evaluation.EvaluationIntake;

/** Accuracies. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Accuracies", description = "What adapters and mixtures get right")
public class EvaluationsApi {
    private final AdapterCatalog catalog;
    private final EvaluationCatalog evaluations;
    private final EvaluationIntake intake;

    EvaluationsApi(AdapterCatalog catalog, EvaluationCatalog evaluations, EvaluationIntake intake) {
        this.catalog = catalog;
        this.evaluations = evaluations;
        this.intake = intake;
    }

    @GET
    @Path("spaces/{space}/accuracies")
    @Operation(summary = "Evaluations of a space or of one of its mixtures, sorted by domain")
    public List<EvaluationJson> accuracies(@RestPath String space, @QueryParam("mixture") @Nullable String mixture) {
        Lookup.space(catalog, space);
        return (mixture == null ? evaluations.ofSpace(space) : evaluations.ofMixture(mixture)).stream()
                .filter(view -> view.space().equals(space)).map(EvaluationJson::of).toList();
    }

    @GET
    @Path("evaluations/{id}")
    @Operation(summary = "One evaluation")
    public EvaluationJson evaluation(@RestPath String id) {
        return evaluations.evaluation(id).map(EvaluationJson::detailed)
                .orElseThrow(() -> new ShakerException(ErrorCode.EVALUATION_UNKNOWN, "evaluation '" + id
                        + "' is unknown; GET /api/v1/spaces/{space}/accuracies lists those there are")
                        .with("evaluation", id));
    }

    /**
     * @param mixtureId the mixture to evaluate; the domain's own adapter alone where there is none
     * @param rowLimit at most so many rows of the test split
     * @param attack under which the rows are classified besides
     * @param refresh measure anew what was measured before
     */
    public record Wanted(String space, String domain, @Nullable String mixtureId, @Nullable Integer rowLimit,
            @Nullable AttackRequested attack, @Nullable Boolean refresh) {}

    /** Where to ask for the answer. */
    public record Accepted(String evaluationId, String space, String domain, String location) {}

    @POST
    @Path("evaluations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Asks for the accuracy of a domain's own adapter, or of a mixture, on the domain's test rows")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Wanted.class)))
    public Response evaluate(InputStream body) {
        Wanted wanted = wanted(RequestBody.bytes(body));
        if (wanted == null || wanted.space() == null || wanted.domain() == null) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "an evaluation needs 'space' and 'domain': {\"space\": \"news\", \"domain\": \"ag\"}");
        }
        Integer limit = wanted.rowLimit();
        if (limit != null && limit < 1) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "rowLimit " + limit + ": at least 1").with("field",
                    "rowLimit");
        }
        AttackRequested attack = wanted.attack();
        if (attack != null && attack.name() == null) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "an attack needs a 'name': {\"name\": \"fgsm\", \"epsilon\": 0.01}").with("field", "attack.name");
        }
        String id = intake.submit(wanted.space(), wanted.domain(), wanted.mixtureId(), limit, attack,
                Boolean.TRUE.equals(wanted.refresh()));
        String location = "/api/v1/evaluations/" + id;
        return Response.accepted(new Accepted(id, wanted.space(), wanted.domain(), location))
                .location(URI.create(location)).build();
    }

    private static @Nullable Wanted wanted(byte[] body) {
        if (body.length == 0) {
            return null;
        }
        try {
            return Json.mapper().treeToValue(Json.tree(body), Wanted.class);
        } catch (JsonProcessingException malformed) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "the body is no request for an evaluation: " + malformed.getOriginalMessage(), malformed);
        }
    }
}
