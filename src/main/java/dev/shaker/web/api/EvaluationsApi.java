package dev.shaker.web.api;

import java.io.InputStream;
import java.net.URI;
import java.util.Base64;

import jakarta.ws.rs.BeanParam;
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
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.Space;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.MeasuredRows;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.event.AttackRequested;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationMeasured;
import dev.shaker.event.Json;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.EventIntake;
import dev.shaker.pipeline.KnownIds.Kind;
import dev.shaker.pipeline.Listings;
import dev.shaker.pipeline.evaluation.EvaluationIntake;
import dev.shaker.pipeline.evaluation.OutsideResults;
import dev.shaker.web.lists.Csv;
import dev.shaker.web.lists.PageJson;
import dev.shaker.web.lists.PageQuery;

/** Evaluations: accuracies of adapters and mixtures. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Evaluations", description = "What adapters and mixtures get right")
public class EvaluationsApi {
    private static final String RESULT = """
            {"engine": "lm-evaluation-harness 0.4.9", "correctRows": "1101",
             "metrics": [{"name": "acc_norm", "value": 0.75, "stderr": 0.25}]}""";

    private final AdapterCatalog catalog;
    private final EvaluationCatalog evaluations;
    private final Listings listings;
    private final Ids ids;
    private final EvaluationIntake intake;
    private final EventRequests requests;
    private final OutsideResults outside;
    private final EventIntake events;

    EvaluationsApi(AdapterCatalog catalog, EvaluationCatalog evaluations, Listings listings, Ids ids,
            EvaluationIntake intake, EventRequests requests, OutsideResults outside, EventIntake events) {
        this.requests = requests;
        this.outside = outside;
        this.events = events;
        this.listings = listings;
        this.ids = ids;
        this.catalog = catalog;
        this.evaluations = evaluations;
        this.intake = intake;
    }

    @GET
    @Path("spaces/{space}/evaluations")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
    @Operation(summary = "Evaluations of a space or of one of its mixtures, sorted by domain")
    public PageJson<EvaluationJson> evaluations(@RestPath String space,
            @QueryParam("mixture") @Nullable String mixture, @BeanParam PageQuery page) {
        SpaceName in = Lookup.space(catalog, space).name();
        return page.answer(
                listings.evaluations(in, mixture == null ? null : ids.mixture(in, mixture), page.request()),
                EvaluationJson::of, EvaluationJson.CSV);
    }

    @GET
    @Path("spaces/{space}/evaluations/{id}")
    @Operation(summary = "One evaluation")
    public EvaluationJson evaluation(@RestPath String space, @RestPath String id) {
        return evaluations.evaluation(ids.evaluation(Lookup.space(catalog, space).name(), id))
                .map(EvaluationJson::detailed).orElseThrow();
    }

    /**
     * Which rows an evaluation found right.
     *
     * @param rows rows evaluated
     * @param correct how many of them were right
     * @param correctRows base64 of a bit a row in the order of the file, the first row the highest bit of the first byte, bits behind the
     *        last row 0; {@code numpy.unpackbits} reads it
     * @param underAttack the same rows under the evaluation's attack, missing where it has none
     */
    public record RowsJson(String evaluationId, int rows, int correct, String correctRows,
            @Nullable UnderAttackRowsJson underAttack) {
        static RowsJson of(EvaluationId id, MeasuredRows measured) {
            return new RowsJson(id.hex(), measured.plain().rows(), measured.plain().right(), base64(measured.plain()),
                    measured.underAttack().map(rows -> new UnderAttackRowsJson(rows.right(), base64(rows)))
                            .orElse(null));
        }

        private static String base64(RowOutcomes rows) {
            return Base64.getEncoder().encodeToString(rows.bytes());
        }
    }

    /** As {@code correct} and {@code correctRows} of {@link RowsJson}. */
    public record UnderAttackRowsJson(int correct, String correctRows) {}

    @GET
    @Path("spaces/{space}/evaluations/{id}/rows")
    @Operation(summary = "Which rows an evaluation found right", description = "A bit a row. Where nobody kept them the answer is 404, evaluation-rows-missing: measure anew, with refresh.")
    public RowsJson rows(@RestPath String space, @RestPath String id) {
        EvaluationId evaluation = ids.evaluation(Lookup.space(catalog, space).name(), id);
        return RowsJson.of(evaluation, evaluations.rows(evaluation).orElseThrow(() -> noRows(space, evaluation)));
    }

    private static ShakerException noRows(String space, EvaluationId evaluation) {
        return new ShakerException(ErrorCode.EVALUATION_ROWS_MISSING, "of evaluation '" + evaluation + "' it is not"
                + " known which rows were right: it is not measured yet, or was by a version that did not keep them, or"
                + " elsewhere; ask for it once more with \"refresh\": true, POST /api/v1/spaces/" + space
                + "/evaluations, or tell correctRows").with("evaluation", evaluation.hex());
    }

    /**
     * @param space may be left out: the path names it
     * @param mixtureId the mixture to evaluate; the domain's own adapter alone where there is none
     * @param rowLimit at most so many rows of the test split
     * @param attack under which the rows are classified besides
     * @param refresh measure anew what was measured before
     */
    public record Wanted(@Nullable String space, String domain, @Nullable String mixtureId, @Nullable Integer rowLimit,
            @Nullable AttackRequested attack, @Nullable Boolean refresh) {}

    /** Where to ask for the answer. */
    public record Accepted(String evaluationId, String space, String domain, String location) {}

    @POST
    @Path("spaces/{space}/evaluations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Asks for the accuracy of a domain's own adapter, or of a mixture, on the domain's test rows")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Wanted.class)))
    @APIResponse(responseCode = "202", description = "Taken in; Location tells where to ask", content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Response evaluate(@RestPath String space, InputStream body) {
        Space in = Lookup.space(catalog, space);
        Wanted wanted = wanted(RequestBody.bytes(body));
        if (wanted == null || wanted.domain() == null) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "an evaluation needs a 'domain': {\"domain\": \"ag\"}").with("field", "domain");
        }
        if (wanted.space() != null && !wanted.space().equals(space)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the path is of space '" + space
                    + "' and the body of space '" + wanted.space() + "'; leave it out of the body")
                    .with("field", "space");
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
        MixtureId mixture = wanted.mixtureId() == null
                ? null
                : ids.mixture(in.name(), wanted.mixtureId());
        EvaluationId id = intake.submit(in.name(), Lookup.domain(in, wanted.domain()), mixture, limit, attack,
                Boolean.TRUE.equals(wanted.refresh()));
        String location = Lookup.path(space, "evaluations", id.hex());
        return Response.accepted(new Accepted(id.hex(), space, wanted.domain(), location))
                .location(URI.create(location)).build();
    }

    @POST
    @Path("spaces/{space}/evaluations/{id}/result")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Settles an evaluation with what somebody else has measured", description = "The data of an evaluation-measured event without space and evaluationId.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = EvaluationMeasured.class), examples = @ExampleObject(name = "rows", value = RESULT)))
    @APIResponse(responseCode = "202", description = "Taken in; Location tells where to ask", content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Response result(@RestPath String space, @RestPath String id, InputStream body) {
        EvaluationId evaluation = ids.evaluation(Lookup.space(catalog, space).name(), id);
        Envelope<EvaluationMeasured> event = requests.measured(space, evaluation.hex(), RequestBody.bytes(body));
        outside.check(event.data());
        events.accept(event);
        String location = Lookup.path(space, "evaluations", evaluation.hex());
        return Response
                .accepted(new Accepted(evaluation.hex(), space,
                        evaluations.evaluation(evaluation).map(view -> view.domain().name())
                                .orElse(""),
                        location))
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
