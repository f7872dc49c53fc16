package dev.shaker.web.api;

import java.util.List;
import java.util.OptionalInt;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.Space;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;

/** Fractions of sign difference (Alg. 3). */
@Path("/api/v1")
@Tag(name = "FSD", description = "Fraction of sign difference between the adapters of a space")
public class FsdApi {
    private static final String CSV = "text/csv";
    private static final MediaType CSV_TYPE = MediaType.valueOf(CSV);

    private final AdapterCatalog catalog;
    private final FsdCatalog matrices;

    FsdApi(AdapterCatalog catalog, FsdCatalog matrices) {
        this.catalog = catalog;
        this.matrices = matrices;
    }

    @GET
    @Path("spaces/{space}/fsd")
    @Produces({ MediaType.APPLICATION_JSON, CSV })
    @Operation(summary = "The matrix of a space: exact counts and fractions", description = "JSON, or CSV with Accept: text/csv. Cells of pairs that cannot be compared are null. basis=factors (default) counts the tensors as stored, basis=update the signs of LoRA's product.")
    @APIResponse(responseCode = "200", description = "The matrix", content = @Content(schema = @Schema(implementation = FsdJson.class)))
    public Response matrix(@RestPath String space, @QueryParam("basis") @DefaultValue("factors") String basis,
            @Context Request request) {
        FsdJson matrix = matrix(space, basis);
        // A client that takes anything gets JSON.
        Variant variant = request.selectVariant(Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, CSV_TYPE).build());
        boolean csv = variant != null && CSV_TYPE.isCompatible(variant.getMediaType());
        return csv
                ? Response.ok(FsdCsv.of(matrix), CSV_TYPE).build()
                : Response.ok(matrix, MediaType.APPLICATION_JSON_TYPE).build();
    }

    @GET
    @Path("spaces/{space}/fsd.csv")
    @Produces(CSV)
    @Operation(summary = "The matrix of a space as CSV")
    public String csvFile(@RestPath String space, @QueryParam("basis") @DefaultValue("factors") String basis) {
        return FsdCsv.of(matrix(space, basis));
    }

    @GET
    @Path("spaces/{space}/fsd/{domainA}/{domainB}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Two domains of a space against each other, per layer")
    public FsdPairJson pair(@RestPath String space, @RestPath String domainA, @RestPath String domainB,
            @QueryParam("basis") @DefaultValue("factors") String basis) {
        Space known = Lookup.space(catalog, space);
        Basis wanted = basis(basis, known);
        if (domainA.equals(domainB)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "domain '" + domainA + "' has no conflicts with itself; name two domains").with("field", "domainB");
        }
        FsdMatrix matrix = matrices.layered(space, List.of(domainA, domainB), wanted);
        int a = index(matrix, space, domainA);
        int b = index(matrix, space, domainB);
        PairConflicts pair = matrix.pair(a, b)
                .orElseThrow(() -> new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE,
                        "the adapters of '" + domainA + "' and '" + domainB + "' cannot be compared in basis '"
                                + wanted.wire()
                                + "'")
                        .with("space", space));
        return FsdPairJson.of(space, known.generation(), wanted, matrix.entry(a), matrix.entry(b), pair);
    }

    private FsdJson matrix(String space, String basis) {
        // The space first: a registration in between makes the matrix newer than the generation says, never older.
        Space known = Lookup.space(catalog, space);
        Basis wanted = basis(basis, known);
        return FsdJson.of(space, known.generation(), wanted, matrices.matrix(space, wanted));
    }

    private static Basis basis(String name, Space space) {
        Basis basis = Basis.ofWire(name, "basis");
        if (basis == Basis.UPDATE && space.method() != AdapterMethod.LORA) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "basis 'update' is the sign of LoRA's product B A, and space '"
                            + space.name() + "' holds " + space.method().wire() + " adapters: use 'factors'")
                    .with("field", "basis");
        }
        return basis;
    }

    private static int index(FsdMatrix matrix, String space, String domain) {
        OptionalInt index = matrix.indexOf(domain);
        return index.orElseThrow(() -> new ShakerException(ErrorCode.DOMAIN_UNKNOWN,
                "space '" + space + "' has no adapter for domain '" + domain + "'").with("space", space)
                .with("domain", domain));
    }
}
