package dev.shaker.web;

import java.util.List;
import java.util.OptionalInt;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.Space;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;

/** Fractions of sign difference (Alg. 3). */
@Path("/api/v1/spaces/{space}")
@Tag(name = "FSD", description = "Fraction of sign difference between the adapters of a space")
public class FsdApi {
    private static final String CSV = "text/csv";

    private final AdapterCatalog catalog;
    private final FsdCatalog matrices;

    FsdApi(AdapterCatalog catalog, FsdCatalog matrices) {
        this.catalog = catalog;
        this.matrices = matrices;
    }

    @GET
    @Path("fsd")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The matrix of a space: exact counts and fractions", description = "JSON, or CSV with Accept: text/csv. Cells of pairs that cannot be compared are null.")
    public FsdJson matrix(@RestPath String space) {
        // The space first: a registration in between makes the matrix newer than the generation says, never older.
        Space known = Lookup.space(catalog, space);
        return FsdJson.of(space, known.generation(), matrices.matrix(space));
    }

    @GET
    @Path("fsd")
    @Produces(CSV)
    @Operation(hidden = true)
    public String csv(@RestPath String space) {
        return FsdCsv.of(matrix(space));
    }

    @GET
    @Path("fsd.csv")
    @Produces(CSV)
    @Operation(summary = "The matrix of a space as CSV")
    public String csvFile(@RestPath String space) {
        return csv(space);
    }

    @GET
    @Path("fsd/{domainA}/{domainB}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Two domains of a space against each other, per layer")
    public FsdPairJson pair(@RestPath String space, @RestPath String domainA, @RestPath String domainB) {
        Space known = Lookup.space(catalog, space);
        FsdMatrix matrix = matrices.layered(space, List.of(domainA, domainB));
        int a = index(matrix, space, domainA);
        int b = index(matrix, space, domainB);
        if (a == b) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "domain '" + domainA + "' has no conflicts with itself; name two domains").with("field", "domainB");
        }
        PairConflicts pair = matrix.pair(a, b)
                .orElseThrow(() -> new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE,
                        "the adapters of '" + domainA + "' and '" + domainB + "' cannot be compared")
                        .with("space", space));
        return FsdPairJson.of(space, known.generation(), matrix.entry(a), matrix.entry(b), pair);
    }

    private static int index(FsdMatrix matrix, String space, String domain) {
        OptionalInt index = matrix.indexOf(domain);
        return index.orElseThrow(() -> new ShakerException(ErrorCode.DOMAIN_UNKNOWN,
                "space '" + space + "' has no adapter for domain '" + domain + "'").with("space", space)
                .with("domain", domain));
    }
}
