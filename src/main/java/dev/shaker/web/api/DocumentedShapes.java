package dev.shaker.web.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Tells in the OpenAPI document what no annotation can: that cells of a matrix, lists of lists, may be null, and that what has a
 * tag of the generation may be unchanged.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DocumentedShapes implements OASFilter {
    private static final Map<String, List<String>> MATRICES = Map.of("FsdJson",
            List.of("conflicts", "bothNonZero", "fsd", "fsdBothNonZero"), "SweepStatisticsJson", List.of("fsd"));

    private static final Pattern TAGGED = Pattern.compile("/api/v1/spaces/\\{space}/(fsd.*|adapters|advice)");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            Operation read = item.getGET();
            if (read != null && TAGGED.matcher(path).matches()) {
                read.getResponses().addAPIResponse("304",
                        OASFactory.createAPIResponse().description("Unchanged since the answer of If-None-Match"));
            }
        });
        MATRICES.forEach((name, fields) -> fields.forEach(field -> {
            Schema owner = Objects.requireNonNull(document.getComponents().getSchemas().get(name));
            Schema rows = Objects.requireNonNull(owner.getProperties().get(field)).getItems();
            rows.getItems().addType(Schema.SchemaType.NULL);
        }));
    }
}
