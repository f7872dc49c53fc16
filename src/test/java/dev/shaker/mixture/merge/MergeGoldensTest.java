package dev.shaker.mixture.merge;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.mixture.spec.Alignment;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.mixture.spec.Weights;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

/** PEFT's own merge functions, see {@code src/test/python/merge_goldens.py}. */
class MergeGoldensTest {
    @Test
    void taskArithmeticAndTiesAgreeWithPeft() throws IOException {
        Path file = Path.of("src/test/resources/merge-goldens.json");
        JsonNode cases = JsonText.parse(ErrorCode.INTERNAL, file.toString(), Files.readAllBytes(file));
        assertThat(cases).hasSize(4);
        for (JsonNode golden : cases) {
            List<BodyPart> parts = new ArrayList<>();
            for (JsonNode member : golden.path("members")) {
                String id = "id" + parts.size();
                parts.add(new BodyPart(Named.domain(id), id, MeanTest.PFEIFFER, MapTensors.of("x", floats(member)),
                        BigDecimal.ONE));
            }
            BigDecimal density = BigDecimal.valueOf(golden.path("density").asDouble());

            assertAgrees(new Merging.TaskArithmetic(Weights.EQUAL, Alignment.NONE, BigDecimal.ONE), parts,
                    golden.path("taskArithmetic"));
            assertAgrees(new Merging.Ties(Weights.EQUAL, Alignment.NONE, density, Pruning.Scope.LAYER, BigDecimal.ONE),
                    parts, golden.path("ties"));
            assertAgrees(new Merging.Breadcrumbs(Weights.EQUAL, Alignment.NONE, density, BigDecimal.ZERO,
                    BigDecimal.ONE), parts, golden.path("trimmedSum"));
        }
    }

    private static void assertAgrees(Merging merging, List<BodyPart> parts, JsonNode expected) {
        MergedBody body = Merger.merge(merging, parts);
        float[] merged = body.tensors().read(body.tensors().layers().get(0));
        float[] golden = floats(expected);
        assertThat(merged).hasSameSizeAs(golden);
        for (int i = 0; i < golden.length; i++) {
            assertThat(merged[i]).as(merging.method()).isEqualTo(golden[i], offset(1e-6f));
        }
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).asDouble();
        }
        return values;
    }
}
