package dev.shaker.web.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.inject.Inject;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.Listings;
import dev.shaker.tensor.Sha256;
import dev.shaker.web.api.GenerationTags.ByGeneration;

/**
 * What is read out of a space's adapters and its matrix is the same until something is registered: a client that has it is told
 * so (304) before anything is read. A registration while an answer is made may make it newer than its tag says, never older.
 */
@Provider
@ByGeneration
@SuppressWarnings("NullAway.Init")
public class GenerationTags implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String TAG = GenerationTags.class.getName();

    // Fields, because a filter is made when the server starts, in a process without these ports, too.
    @Inject
    AdapterCatalog catalog;
    @Inject
    Listings listings;
    @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown")
    String version;

    /** Whose answers derive from the registrations of the space in the path, the query, and nothing else. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ ElementType.TYPE, ElementType.METHOD })
    public @interface ByGeneration {
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String space = request.getUriInfo().getPathParameters().getFirst("space");
        EntityTag tag = new EntityTag(tag(request, space, Lookup.space(catalog, space).generation()));
        request.setProperty(TAG, tag);
        Response.ResponseBuilder known = request.getRequest().evaluatePreconditions(tag);
        if (known != null) {
            request.abortWith(known.build());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        int status = response.getStatus();
        if (request.getProperty(TAG) instanceof EntityTag tag && (status == 200 || status == 304)) {
            MultivaluedMap<String, Object> headers = response.getHeaders();
            headers.putSingle(HttpHeaders.ETAG, '"' + tag.getValue() + '"');
            // Keep it, and ask before it is used again.
            headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-cache");
            headers.putSingle(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        }
    }

    private String tag(ContainerRequestContext request, String space, long generation) {
        Map<String, List<String>> query = new TreeMap<>(request.getUriInfo().getQueryParameters());
        String what = String.join("\n", version, request.getUriInfo().getPath(), query.toString(),
                String.valueOf(request.getHeaderString(HttpHeaders.ACCEPT)), listings.revision(new SpaceName(space)));
        return generation + "-" + Sha256.hex(what.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }
}
