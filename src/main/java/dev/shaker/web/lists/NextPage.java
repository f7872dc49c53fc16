package dev.shaker.web.lists;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/** The page behind a page as a link (RFC 8288), for those who read no body for it, and for CSV, which has no place for it. */
@Provider
public class NextPage implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Tabular) {
            response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        }
        if (response.getEntity() instanceof Paged page && page.next() != null) {
            var next = request.getUriInfo().getRequestUriBuilder().replaceQueryParam(PageQuery.CURSOR, page.next())
                    .build();
            response.getHeaders().add(HttpHeaders.LINK,
                    "<" + next.getRawPath() + "?" + next.getRawQuery() + ">; rel=\"next\"");
        }
    }
}
