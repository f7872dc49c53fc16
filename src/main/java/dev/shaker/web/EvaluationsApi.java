package dev.shaker.web;

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
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;

/** Accuracies. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Accuracies", description = "What adapters and mixtures get right")
public class EvaluationsApi {
    private final AdapterCatalog catalog;
    private final EvaluationCatalog evaluations;

    EvaluationsApi(AdapterCatalog catalog, EvaluationCatalog evaluations) {
        this.catalog = catalog;
        this.evaluations = evaluations;
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
        return evaluations.evaluation(id).map(EvaluationJson::of)
                .orElseThrow(() -> new ShakerException(ErrorCode.EVALUATION_UNKNOWN, "evaluation '" + id
                        + "' is unknown; GET /api/v1/spaces/{space}/accuracies lists those there are")
                        .with("evaluation", id));
    }
}
