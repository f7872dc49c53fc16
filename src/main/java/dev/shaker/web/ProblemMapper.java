package dev.shaker.web;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

import org.jboss.logging.Logger;

import dev.shaker.error.DatabaseFailures;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** The one place where what went wrong becomes problem details (RFC 9457). */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final String PROBLEM = "application/problem+json";
    private static final String RETRY_SECONDS = "2";

    private final UriInfo uri;

    ProblemMapper(@Context UriInfo uri) {
        this.uri = uri;
    }

    @Override
    public Response toResponse(Throwable failure) {
        return switch (failure) {
            case ShakerException known -> known(known);
            case WebApplicationException web -> web(web);
            default -> DatabaseFailures.isPassing(failure) ? databaseAway(failure) : unexpected(failure);
        };
    }

    private Response known(ShakerException failure) {
        int status = status(failure.code().kind());
        if (status >= 500) {
            LOG.warnf(failure, "%s %s", failure.code().wire(), uri.getPath());
        }
        return problem(status, failure.code(), String.valueOf(failure.getMessage()), failure.details())
                .build();
    }

    static int status(ErrorCode.Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case UNAVAILABLE -> 503;
            case INTERNAL -> 500;
        };
    }

    private Response web(WebApplicationException failure) {
        Response answer = failure.getResponse();
        int status = answer.getStatus();
        if (status >= 500) {
            return unexpected(failure);
        }
        Response.ResponseBuilder problem = switch (status) {
            case 404 -> problem(status, ErrorCode.RESOURCE_UNKNOWN,
                    "nothing is at " + uri.getPath() + "; /q/openapi tells what there is", Map.of());
            case 405 -> problem(status, ErrorCode.REQUEST_INVALID,
                    uri.getPath() + " does not know this method; /q/openapi tells which it does", Map.of());
            case 406 -> problem(status, ErrorCode.REQUEST_INVALID,
                    uri.getPath() + " has no representation of the media type that Accept asks for", Map.of());
            case 415 -> problem(status, ErrorCode.REQUEST_INVALID,
                    uri.getPath() + " does not take this Content-Type; send application/json", Map.of());
            default -> problem(status, ErrorCode.REQUEST_INVALID, String.valueOf(failure.getMessage()), Map.of());
        };
        Object allow = answer.getHeaders().getFirst(HttpHeaders.ALLOW);
        return allow == null ? problem.build() : problem.header(HttpHeaders.ALLOW, allow).build();
    }

    private Response databaseAway(Throwable failure) {
        LOG.warnf("request for %s failed, the database is away: %s", uri.getPath(), failure);
        return problem(503, ErrorCode.DATABASE_UNAVAILABLE, "the database does not answer; try again", Map.of())
                .build();
    }

    private Response unexpected(Throwable failure) {
        LOG.errorf(failure, "request for %s failed", uri.getPath());
        return problem(500, ErrorCode.INTERNAL,
                "the request failed for a reason of the server's own; its log tells more", Map.of()).build();
    }

    private Response.ResponseBuilder problem(int status, ErrorCode code, String detail, Map<String, String> details) {
        ProblemJson problem = new ProblemJson("urn:shaker:error:" + code.wire(), title(code), status, detail,
                uri.getPath(), code.wire(), new TreeMap<>(details));
        Response.ResponseBuilder answer = Response.status(status).entity(problem)
                .type(MediaType.valueOf(PROBLEM));
        return status == 503 ? answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS) : answer;
    }

    private static String title(ErrorCode code) {
        String words = code.wire().replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
