package dev.shaker.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import dev.shaker.error.ErrorCode;
import dev.shaker.event.Json;

/** REST, event streams and the page are the gateway's: a process of another role shows its health and metrics alone. */
@ApplicationScoped
class GatewayRoutes {
    private static final int FIRST = 1_000;
    private static final int NOT_FOUND = 404;
    private static final List<String> OPEN = List.of("/q/health", "/q/metrics");

    private final Role role;

    GatewayRoutes(Role role) {
        this.role = role;
    }

    void guard(@Observes Filters filters) {
        if (!role.includes(Role.GATEWAY)) {
            filters.register(this::answer, FIRST);
        }
    }

    private void answer(RoutingContext request) {
        String path = request.normalizedPath();
        if (OPEN.stream().anyMatch(open -> path.equals(open) || path.startsWith(open + "/"))) {
            request.next();
            return;
        }
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:shaker:error:" + ErrorCode.RESOURCE_UNKNOWN.wire());
        problem.put("title", "Resource unknown");
        problem.put("status", NOT_FOUND);
        problem.put("detail", "this process has the role " + role.label() + " and answers " + String.join(" and ", OPEN)
                + " only; ask a gateway, a process with " + Role.PROPERTY + " gateway or all");
        problem.put("instance", path);
        problem.put("code", ErrorCode.RESOURCE_UNKNOWN.wire());
        problem.put("details", Map.of("role", role.label()));
        request.response().setStatusCode(NOT_FOUND).putHeader("Content-Type", "application/problem+json")
                .end(Buffer.buffer(Json.bytes(problem)));
    }
}
