package dev.shaker.web.gate;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;
import dev.shaker.event.VerdictReached;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.PolicyName;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.gate.Policies;
import dev.shaker.pipeline.gate.PolicyLedger;
import dev.shaker.pipeline.gate.Verdicts;
import dev.shaker.web.api.Ids;
import dev.shaker.web.api.Lookup;
import dev.shaker.web.api.RequestBody;

/** May a mixture be released: policies of a space, and verdicts by them. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Gate", description = "May a mixture be released")
public class GateApi {
    private static final String EXAMPLE = """
            {"maxDrop": 0.03, "confidence": 0.95, "domains": {"nli": {"maxDrop": 0.01}}, "exclude": [],
             "attacks": [{"name": "fgsm", "epsilon": 0.01, "maxDrop": 0.05}], "minRows": 300,
             "onInconclusive": "inconclusive", "also": {"meanDrop": 0.02, "minAccuracy": {"nli": 0.7}}}""";
    private static final int LONGEST_WAIT = 60;
    private static final Duration BETWEEN = Duration.ofMillis(250);
    /** Requests that wait at a time; each holds a thread, and one more is answered at once. */
    private static final int MOST_WAITING = 16;

    private final AdapterCatalog catalog;
    private final Ids ids;
    private final Policies policies;
    private final Verdicts verdicts;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    GateApi(AdapterCatalog catalog, Ids ids, Policies policies, Verdicts verdicts) {
        this.catalog = catalog;
        this.ids = ids;
        this.policies = policies;
        this.verdicts = verdicts;
    }

    /**
     * A policy, with everything that it leaves to its defaults.
     *
     * @param digest SHA-256 of its content
     * @param since when it became the one of its name
     */
    public record PolicyOfSpaceJson(String space, String name, String digest, Instant since, JsonNode policy) {
        static PolicyOfSpaceJson of(PolicyLedger.Stored stored) {
            return new PolicyOfSpaceJson(stored.space().name(), stored.name().name(), stored.digest(), stored.since(),
                    Json.tree(stored.document()));
        }
    }

    /** Policies of a space, all of them. */
    public record PoliciesJson(List<PolicyOfSpaceJson> items) {
        public PoliciesJson {
            items = List.copyOf(items);
        }
    }

    @GET
    @Path("spaces/{space}/policies")
    @Operation(summary = "Policies of a space, by name")
    public PoliciesJson list(@RestPath String space) {
        return new PoliciesJson(
                policies.policies(space(space)).stream().map(PolicyOfSpaceJson::of).toList());
    }

    @GET
    @Path("spaces/{space}/policies/{name}")
    @Operation(summary = "A policy; with digest a version of it that may have been replaced")
    public PolicyOfSpaceJson policy(@RestPath String space, @RestPath String name,
            @QueryParam("digest") @Nullable String digest) {
        SpaceName in = space(space);
        return PolicyOfSpaceJson.of(policies.policy(in, name(in, name), digest));
    }

    @PUT
    @Path("spaces/{space}/policies/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Keep a policy under a name", description = "maxDrop is needed; drops and accuracies are shares, 0.01 is a point. A field that is not known is refused. The version before stays readable by its digest.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = JsonNode.class), examples = @ExampleObject(name = "release", value = EXAMPLE)))
    public PolicyOfSpaceJson put(@RestPath String space, @RestPath String name, InputStream body) {
        SpaceName in = space(space);
        if (!PolicyName.isName(name)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "policy '" + name + "' is no name: letters, digits,"
                    + " '.', '_' and '-', the first a letter or a digit, at most 100").with("field", "name");
        }
        return PolicyOfSpaceJson.of(policies.put(in, new PolicyName(name), Json.tree(RequestBody.bytes(body))));
    }

    @DELETE
    @Path("spaces/{space}/policies/{name}")
    @Operation(summary = "Remove a policy", description = "Verdicts by it stay, and so does the version they rest on, by its digest.")
    public void remove(@RestPath String space, @RestPath String name) {
        SpaceName in = space(space);
        policies.remove(in, name(in, name));
    }

    @GET
    @Path("spaces/{space}/mixtures/{id}/verdict")
    @Operation(summary = "May a mixture be released under a policy", description = "outcome is pass, fail or inconclusive. With wait, the answer comes when nothing that it asks for is being measured any more, or after so many seconds, 60 at most.")
    public VerdictReached verdict(@RestPath String space, @RestPath String id,
            @QueryParam("policy") @Nullable String policy, @QueryParam("wait") @DefaultValue("0") String wait) {
        return answer(space, id, policy, wait);
    }

    @GET
    @Path("spaces/{space}/mixtures/{id}/verdict.junit.xml")
    @Produces(MediaType.APPLICATION_XML)
    @Operation(summary = "The verdict as JUnit XML: a test case for each domain and attack")
    public String junit(@RestPath String space, @RestPath String id, @QueryParam("policy") @Nullable String policy,
            @QueryParam("wait") @DefaultValue("0") String wait) {
        return JUnitXml.of(answer(space, id, policy, wait));
    }

    @GET
    @Path("spaces/{space}/mixtures/{id}/verdict.md")
    @Produces("text/markdown")
    @Operation(summary = "The verdict as Markdown, for the summary of a pipeline's step")
    public String markdown(@RestPath String space, @RestPath String id, @QueryParam("policy") @Nullable String policy,
            @QueryParam("wait") @DefaultValue("0") String wait) {
        return MarkdownSummary.of(answer(space, id, policy, wait));
    }

    @GET
    @Path("spaces/{space}/mixtures/{id}/verdict.intoto.json")
    @Operation(summary = "The verdict as an unsigned in-toto statement on the mixture's files")
    public ObjectNode intoto(@RestPath String space, @RestPath String id, @QueryParam("policy") @Nullable String policy,
            @QueryParam("wait") @DefaultValue("0") String wait) {
        VerdictReached verdict = answer(space, id, policy, wait);
        return InToto.of(verdict, verdicts.files(new SpaceName(verdict.space()), new MixtureId(verdict.mixtureId())),
                Lookup.path(verdict.space(), "mixtures", verdict.mixtureId()));
    }

    private VerdictReached answer(String space, String id, @Nullable String policy, String wait) {
        SpaceName in = space(space);
        MixtureId mixture = ids.mixture(in, id);
        if (policy == null) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "name the policy that the mixture is judged by: ?policy=release").with("field", "policy");
        }
        PolicyName name = name(in, policy);
        Instant end = Instant.now().plusSeconds(Lookup.between("wait", wait, "seconds", 0, LONGEST_WAIT));
        Verdicts.Answer answer = verdicts.verdict(in, mixture, name);
        if (!answer.underWay() || !end.isAfter(Instant.now()) || !waiting.tryAcquire()) {
            return answer.verdict();
        }
        try {
            while (answer.underWay() && Instant.now().isBefore(end)) {
                Thread.sleep(BETWEEN);
                answer = verdicts.verdict(in, mixture, name);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.release();
        }
        return answer.verdict();
    }

    private SpaceName space(String name) {
        return Lookup.space(catalog, name).name();
    }

    private static PolicyName name(SpaceName space, String name) {
        if (!PolicyName.isName(name)) {
            throw Policies.unknown(space, name);
        }
        return new PolicyName(name);
    }
}
