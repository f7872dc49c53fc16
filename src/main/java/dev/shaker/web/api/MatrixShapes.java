package dev.shaker.web.api;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

import io.quarkus.smallrye.openapi.OpenApiFilter;

/** Tells in the OpenAPI document that cells of a matrix may be null, which no annotation can say of what a list of lists holds. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class MatrixShapes implements OASFilter {
    private static final Map<String, List<String>> MATRICES = Map.of("FsdJson",
            List.of("conflicts", "bothNonZero", "fsd", "fsdBothNonZero"), "SweepStatisticsJson", List.of("fsd"));

    @Override
    public void filterOpenAPI(OpenAPI document) {
        MATRICES.forEach((name, fields) -> {
            Schema owner = document.getComponents().getSchemas().get(name);
            fields.forEach(field -> owner.getProperties().get(field).getItems().getItems()
                    .addType(Schema.SchemaType.NULL));
        });
    }
}
