package dev.shaker.web.api;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.Variant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.Space;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.FsdAverage;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.LayeredFsd;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.DomainName;
import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;
import dev.shaker.listing.Position;
import dev.shaker.web.api.FsdLines.FsdHeader;
import dev.shaker.web.api.FsdPairJson.SamplingJson;
import dev.shaker.web.api.GenerationTags.ByGeneration;
import dev.shaker.web.lists.Csv;
import dev.shaker.web.lists.CsvTable;
import dev.shaker.web.lists.PageQuery;
import dev.shaker.web.lists.Paged;

/** Fractions of sign difference (Alg. 3). */
@Path("/api/v1")
@Tag(name = "FSD", description = "Fraction of sign difference between the adapters of a space")
public class FsdApi {
    private static final MediaType CSV_TYPE = MediaType.valueOf(Csv.TYPE);
    private static final MediaType NDJSON_TYPE = MediaType.valueOf(FsdLines.NDJSON);

    /** A whole matrix of more adapters is megabytes. */
    private static final int LARGEST_MATRIX = 500;

    private final AdapterCatalog catalog;
    private final FsdCatalog matrices;
    private final LayeredFsd layers;

    FsdApi(AdapterCatalog catalog, FsdCatalog matrices, LayeredFsd layers) {
        this.catalog = catalog;
        this.matrices = matrices;
        this.layers = layers;
    }

    @GET
    @ByGeneration
    @Path("spaces/{space}/fsd")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE, FsdLines.NDJSON })
    @Operation(summary = "The matrix of a space: exact counts and fractions", description = "JSON, or with Accept: text/csv or application/x-ndjson a line a row, of any size. Cells of pairs that cannot be compared are null. basis=factors (default) counts the tensors as stored, basis=update the signs of LoRA's product.")
    @APIResponse(responseCode = "200", description = "The matrix", content = {
            @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = FsdJson.class)),
            @Content(mediaType = Csv.TYPE, schema = @Schema(implementation = String.class)),
            @Content(mediaType = FsdLines.NDJSON, schema = @Schema(implementation = String.class)) })
    public Response matrix(@RestPath String space, @QueryParam("basis") @DefaultValue("factors") String basis,
            @QueryParam("domains") @DefaultValue("") String domains, @Context Request request) {
        // The space first: a registration in between makes the matrix newer than the generation says, never older.
        Space known = Lookup.space(catalog, space);
        Basis wanted = basis(basis, known);
        // A client that takes anything gets JSON.
        Variant variant = request.selectVariant(
                Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, CSV_TYPE, NDJSON_TYPE).build());
        MediaType type = variant == null ? MediaType.APPLICATION_JSON_TYPE : variant.getMediaType();
        if (MediaType.APPLICATION_JSON_TYPE.isCompatible(type)) {
            return Response.ok(matrix(known, wanted, domains), MediaType.APPLICATION_JSON_TYPE).build();
        }
        FsdView view = domains.isEmpty() ? matrices.view(known.name(), wanted) : part(known, wanted, domains);
        FsdHeader header = new FsdHeader(space, known.generation(), wanted.wire());
        StreamingOutput lines = CSV_TYPE.isCompatible(type)
                ? out -> FsdLines.csv(view, out)
                : out -> FsdLines.json(header, view, out);
        return Response.ok(lines, type).build();
    }

    @GET
    @Path("spaces/{space}/fsd.csv")
    @ByGeneration
    @Produces(Csv.TYPE)
    @Operation(summary = "The matrix of a space as CSV, of any size")
    @APIResponse(responseCode = "200", description = "The matrix", content = @Content(mediaType = Csv.TYPE, schema = @Schema(implementation = String.class)))
    public StreamingOutput csvFile(@RestPath String space,
            @QueryParam("basis") @DefaultValue("factors") String basis) {
        FsdView view = view(Lookup.space(catalog, space), basis);
        return out -> FsdLines.csv(view, out);
    }

    private FsdView view(Space space, String basis) {
        return matrices.view(space.name(), basis(basis, space));
    }

    /**
     * One adapter's mean over its row of the matrix, without those that change nothing.
     *
     * @param inert true for one that changes nothing itself
     */
    public record AverageJson(String domain, String adapterId, int comparable, double includingSelf,
            @Nullable Double ofOthers, boolean inert) {}

    /** @param next the cursor of the page behind it, null where this is the last */
    public record AveragesJson(String space, long generation, String basis, List<AverageJson> items,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Schema(nullable = true) @Nullable String next) implements Paged {
        private static final CsvTable<AverageJson> CSV = CsvTable.begin("domain", AverageJson::domain)
                .with("adapter_id", AverageJson::adapterId).with("comparable", AverageJson::comparable)
                .with("including_self", AverageJson::includingSelf).with("of_others", AverageJson::ofOthers)
                .with("inert", AverageJson::inert);

        @Override
        public CsvTable.Filled csv() {
            return CSV.filled(items);
        }
    }

    @GET
    @ByGeneration
    @Path("spaces/{space}/fsd/averages")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
    @Operation(summary = "Means of the rows of the matrix, a page at a time, sorted by domain")
    public AveragesJson averages(@RestPath String space, @QueryParam("basis") @DefaultValue("factors") String basis,
            @BeanParam PageQuery query) {
        Space known = Lookup.space(catalog, space);
        Basis wanted = basis(basis, known);
        PageRequest request = query.request();
        Position after = request.after();
        Set<DomainName> inert = Set.copyOf(catalog.inert(known.name()));
        Page<AverageJson> page = Page.of(
                without(inert, known, wanted,
                        matrices.averages(known.name(), wanted, after == null ? "" : after.text(0), request.rows())),
                request,
                average -> new AverageJson(average.domain().name(), average.adapterId().hex(), average.comparable(),
                        average.includingSelf().toDouble(), average.ofOthers().map(Ratio::toDouble).orElse(null),
                        inert.contains(average.domain())),
                average -> Position.of(average.domain().name()));
        return new AveragesJson(space, known.generation(), wanted.wire(), page.items(), query.next(page.next()));
    }

    /**
     * One cell of a row.
     *
     * @param inert whether the other changes nothing, so that its zeros say nothing
     * @param sampling missing where every position was compared
     */
    public record CellJson(String domain, String adapterId, long conflicts, long bothNonZero, long total, double fsd,
            double fsdBothNonZero, boolean inert, @Nullable SamplingJson sampling) {
        @Nullable
        Double standardError() {
            return sampling == null ? null : sampling.standardError();
        }
    }

    /**
     * One adapter against others that it was compared with.
     *
     * @param next the cursor of the page behind it, null where this is the last
     */
    public record RowJson(String space, long generation, String basis, String domain, List<CellJson> items,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Schema(nullable = true) @Nullable String next) implements Paged {
        private static final CsvTable<CellJson> CSV = CsvTable.begin("domain", CellJson::domain)
                .with("adapter_id", CellJson::adapterId).with("conflicts", CellJson::conflicts)
                .with("both_non_zero", CellJson::bothNonZero).with("total", CellJson::total)
                .with("fsd", CellJson::fsd).with("fsd_both_non_zero", CellJson::fsdBothNonZero)
                .with("inert", CellJson::inert).with("standard_error", CellJson::standardError);

        @Override
        public CsvTable.Filled csv() {
            return CSV.filled(items);
        }
    }

    @GET
    @ByGeneration
    @Path("spaces/{space}/fsd/rows/{domain}")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
    @Operation(summary = "One row of the matrix, a page at a time, sorted by domain: a domain's adapter against all others that it was compared with")
    public RowJson row(@RestPath String space, @RestPath String domain,
            @QueryParam("basis") @DefaultValue("factors") String basis, @BeanParam PageQuery query) {
        Space known = Lookup.space(catalog, space);
        Basis wanted = basis(basis, known);
        DomainName mine = Lookup.domain(known, domain);
        if (matrices.submatrix(known.name(), List.of(mine), wanted).size() == 0) {
            throw Lookup.unknownDomain(known, domain);
        }
        Set<DomainName> inert = Set.copyOf(catalog.inert(known.name()));
        PageRequest request = query.request();
        Position after = request.after();
        Page<CellJson> page = Page.of(
                matrices.row(known.name(), mine, wanted, after == null ? "" : after.text(0), request.rows()), request,
                cell -> new CellJson(cell.domain().name(), cell.adapterId().hex(), cell.counts().conflicts(),
                        cell.counts().bothNonZero(), cell.counts().total(), cell.counts().fsd().toDouble(),
                        cell.counts().fsdBothNonZero().toDouble(), inert.contains(cell.domain()),
                        SamplingJson.of(cell.counts().sampling(), cell.counts().fsd())),
                cell -> Position.of(cell.domain().name()));
        return new RowJson(space, known.generation(), wanted.wire(), domain, page.items(), query.next(page.next()));
    }

    @GET
    @ByGeneration
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
        FsdMatrix matrix = layers.among(catalog.current(known.name(),
                List.of(Lookup.domain(known, domainA), Lookup.domain(known, domainB))), wanted);
        int a = index(matrix, known, domainA);
        int b = index(matrix, known, domainB);
        PairConflicts pair = matrix.pair(a, b)
                .orElseThrow(() -> new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE,
                        "the adapters of '" + domainA + "' and '" + domainB + "' cannot be compared in basis '"
                                + wanted.wire()
                                + "'")
                        .with("space", space));
        return FsdPairJson.of(space, known.generation(), wanted, matrix.entry(a), matrix.entry(b), pair);
    }

    /** Zeros agree with everybody: what changes nothing leaves the means of the others. */
    private List<FsdAverage> without(Set<DomainName> inert, Space space, Basis basis, List<FsdAverage> averages) {
        if (inert.isEmpty()) {
            return averages;
        }
        Set<DomainName> domains = new TreeSet<>(inert);
        averages.forEach(average -> domains.add(average.domain()));
        FsdMatrix matrix = matrices.submatrix(space.name(), domains, basis);
        return averages.stream().map(average -> matrix.without(inert, average)).toList();
    }

    /** @param domains of a part of the matrix, separated by commas; empty for the whole */
    private FsdJson matrix(Space space, Basis basis, String domains) {
        if (domains.isEmpty() && space.adapters() > LARGEST_MATRIX) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "space '" + space.name() + "' has "
                    + space.adapters() + " adapters, and a matrix is given whole as JSON for at most " + LARGEST_MATRIX
                    + ": name some with ?domains=a,b, take /fsd/averages and /fsd/rows/{domain}, or take it a line a"
                    + " row with Accept: text/csv or " + FsdLines.NDJSON).with("field", "domains");
        }
        return FsdJson.of(space.name().name(), space.generation(), basis,
                domains.isEmpty() ? matrices.matrix(space.name(), basis) : part(space, basis, domains),
                Set.copyOf(catalog.inert(space.name())));
    }

    private FsdMatrix part(Space space, Basis basis, String domains) {
        List<DomainName> some = Arrays.stream(domains.split(",")).filter(domain -> !domain.isEmpty())
                .map(domain -> Lookup.domain(space, domain)).toList();
        if (some.size() > LARGEST_MATRIX) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    some.size() + " domains; name at most " + LARGEST_MATRIX).with("field", "domains");
        }
        FsdMatrix matrix = matrices.submatrix(space.name(), some, basis);
        some.forEach(domain -> index(matrix, space, domain.name()));
        return matrix;
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

    private static int index(FsdMatrix matrix, Space space, String domain) {
        return matrix.indexOf(Lookup.domain(space, domain)).orElseThrow(() -> Lookup.unknownDomain(space, domain));
    }
}
