package dev.shaker.web.api;

import java.util.Arrays;
import java.util.List;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.Space;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.mixture.UpdateSimilarities;
import dev.shaker.web.api.GenerationTags.ByGeneration;
import dev.shaker.web.api.SimilarityJson.PairJson;

/** What LoRA updates have in common beside signs. */
@Path("/api/v1/spaces/{space}/similarity")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "FSD")
public class SimilarityApi {
    private final AdapterCatalog catalog;
    private final UpdateSimilarities similarities;

    SimilarityApi(AdapterCatalog catalog, UpdateSimilarities similarities) {
        this.catalog = catalog;
        this.similarities = similarities;
    }

    @GET
    @ByGeneration
    @Operation(summary = "Cosine, norms, overlap and shared energy of the updates of LoRA adapters", description = "Of all adapters of a space, or of those in domains: at most 100, of 2^30 weights in all, because their factors are read.")
    public SimilarityJson matrix(@RestPath String space, @QueryParam("domains") @DefaultValue("") String domains) {
        Space known = Lookup.space(catalog, space);
        List<String> names = Arrays.stream(domains.split(",")).map(String::strip).filter(name -> !name.isEmpty())
                .distinct().toList();
        List<RegisteredAdapter> adapters = names.isEmpty() ? catalog.current(known.name()) : some(known, names);
        if (adapters.size() < 2) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "two adapters at least are compared, and there is " + adapters.size() + "; name another domain")
                    .with("field", "domains");
        }
        return SimilarityJson.of(space, known.generation(), adapters, similarities.among(adapters));
    }

    @GET
    @ByGeneration
    @Path("{domainA}/{domainB}")
    @Operation(summary = "Two LoRA adapters against each other, by module", description = "Cosine of the updates, principal angles, norms, effective ranks and shared energy, from Gram matrices of the factors.")
    public PairJson pair(@RestPath String space, @RestPath String domainA, @RestPath String domainB) {
        Space known = Lookup.space(catalog, space);
        if (domainA.equals(domainB)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "domain '" + domainA + "' is not compared with itself; name two domains").with("field", "domainB");
        }
        RegisteredAdapter a = some(known, List.of(domainA)).getFirst();
        RegisteredAdapter b = some(known, List.of(domainB)).getFirst();
        return PairJson.of(space, known.generation(), a, b, similarities.pair(a, b));
    }

    private List<RegisteredAdapter> some(Space space, List<String> names) {
        List<DomainName> domains = names.stream().map(name -> Lookup.domain(space, name)).toList();
        List<RegisteredAdapter> found = catalog.current(space.name(), domains);
        for (DomainName domain : domains) {
            if (found.stream().noneMatch(adapter -> adapter.domain().equals(domain))) {
                throw Lookup.unknownDomain(space, domain.name());
            }
        }
        return found;
    }
}
