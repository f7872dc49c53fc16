package dev.shaker.web;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.models.Operation;

/** Tells in the OpenAPI document what holds for every operation: whatever goes wrong is problem details. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
@OpenAPIDefinition(info = @Info(title = "Shaker", version = "v1"), components = @Components(schemas = @Schema(name = "ProblemJson", implementation = ProblemJson.class)))
public class ProblemResponses implements OASFilter {
    private static final String ANY = "default";

    @Override
    public Operation filterOperation(Operation operation) {
        var content = OASFactory.createContent().addMediaType("application/problem+json",
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("ProblemJson")));
        if (operation.getResponses() == null) {
            operation.setResponses(OASFactory.createAPIResponses());
        }
        operation.getResponses().addAPIResponse(ANY, OASFactory.createAPIResponse()
                .description("What went wrong, where, and what to do (RFC 9457)").content(content));
        return operation;
    }
}
