package dev.shaker.mixture.merge;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.mixture.spec.Alignment;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.mixture.spec.Weights;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

/**
 * PEFT's and mergekit's own merges by the methods that draw or cut, see {@code src/test/python/strategy_goldens.py}: what they
 * agree on, and where a library is off, its result first, so that a fixture made anew with a repaired one fails here.
 */
class StrategyGoldensTest {
    private final JsonNode goldens;
    private final Map<String, JsonNode> differences = new HashMap<>();

    StrategyGoldensTest() throws IOException {
        Path file = Path.of("src/test/resources/strategy-goldens.json");
        goldens = JsonText.parse(ErrorCode.INTERNAL, file.toString(), Files.readAllBytes(file));
        goldens.path("differ").forEach(golden -> differences.put(golden.path("name").asText(), golden));
    }

    @ParameterizedTest
    @ValueSource(strings = { "peft dare-linear", "peft dare-ties", "mergekit della", "mergekit breadcrumbs",
            "mergekit ties",
            "mergekit slerp" })
    void theSameDrawsAndCutsGiveTheSameMixture(String what) {
        int cases = 0;
        for (JsonNode golden : goldens.path("agree")) {
            if (what.equals(golden.path("library").asText() + " " + golden.path("method").asText())) {
                assertClose(what, ours(golden), floats(golden.path("expected")));
                cases++;
            }
        }
        assertThat(cases).isEqualTo(3);
    }

    /** Of 8 weights a tenth is less than one. mergekit keeps the slice up to -0, which is empty. */
    @Test
    void breadcrumbsWithoutAnOutlierKeepTheLargestWhereMergekitGivesZero() {
        assertThat(floats(differences.get("no-outlier").path("expected"))).containsOnly(0);

        assertThat(ours(differences.get("no-outlier"))).containsExactly(0, 0, 0, -3, 4, -5, 6, -70);
    }

    /** The drawn mask keeps 1/2, 2, 4, 6 and -70 of 0.5, -1, 2, -3, 4, -5, 6, -70. */
    @Test
    void dareDividesByTheDensityWhereMergekitKeepsTheNorm() {
        JsonNode golden = differences.get("dare-norm");
        float factor = 91.5f / 82.5f;
        assertClose("theirs", floats(golden.path("expected")), 0.5f * factor, 0, 2 * factor, 0, 4 * factor, 0,
                6 * factor, -70 * factor);

        assertClose("dare", ours(golden), 1, 0, 4, 0, 8, 0, 12, -140);
    }

    /** The chances rise with the magnitude from 0.4 to 0.6 in equal steps. */
    @Test
    void dellaDividesByEachWeightsOwnChanceWhereMergekitKeepsTheNorm() {
        JsonNode golden = differences.get("della-norm");
        float factor = 91.5f / 82.5f;
        assertClose("theirs", floats(golden.path("expected")), 0.5f * factor, 0, 2 * factor, 0, 4 * factor, 0,
                6 * factor, -70 * factor);

        assertClose("della", ours(golden), 0.5f / 0.4f, 0, 2 / (0.4f + 0.4f / 7), 0, 4 / (0.4f + 0.8f / 7), 0,
                6 / (0.4f + 1.2f / 7), -70 / 0.6f);
    }

    /** A zero tensor has no direction; an untrained B is one. */
    @Test
    void slerpWithAZeroTensorIsLinearWhereMergekitTakesItForARightAngle() {
        JsonNode golden = differences.get("slerp-zero");
        float half = (float) Math.sqrt(0.5);
        assertClose("theirs", floats(golden.path("expected")), 3 * half, -4 * half);

        assertThat(ours(golden)).containsExactly(1.5f, -2);
    }

    @Test
    void slerpOfOppositesIsRefusedWhereMergekitGivesZero() {
        JsonNode golden = differences.get("slerp-opposite");
        assertThat(floats(golden.path("expected"))).containsOnly(0);

        assertThatThrownBy(() -> ours(golden)).hasMessageContaining("opposite directions");
    }

    private static float[] ours(JsonNode golden) {
        List<BodyPart> parts = new ArrayList<>();
        for (JsonNode member : golden.path("members")) {
            float[] values = floats(member);
            int rows = golden.path("rows").asInt();
            String id = "id" + parts.size();
            parts.add(new BodyPart(Named.domain(id), id, MeanTest.PFEIFFER,
                    new MapTensors(Map.of("x", values), Map.of("x", TensorShape.of(rows, values.length / rows))),
                    weight(golden, parts.size())));
        }
        MergedBody body = Merger.merge(merging(golden), parts);
        return body.tensors().read(body.tensors().layers().get(0));
    }

    /** Slerp takes its place between the two from their weights. */
    private static BigDecimal weight(JsonNode golden, int member) {
        BigDecimal t = number(golden, "t");
        return !golden.has("t") ? BigDecimal.ONE : member == 0 ? BigDecimal.ONE.subtract(t) : t;
    }

    private static Merging merging(JsonNode golden) {
        String method = golden.path("method").asText();
        BigDecimal density = number(golden, "density");
        long seed = golden.path("seed").asLong();
        return switch (method) {
            case "dare-linear", "dare-ties" -> new Merging.Dare(Weights.EQUAL, Alignment.NONE, density, seed,
                    method.endsWith("ties"), BigDecimal.ONE);
            case "della" -> new Merging.Della(Weights.EQUAL, Alignment.NONE, density, number(golden, "epsilon"), seed,
                    BigDecimal.ONE);
            case "breadcrumbs" -> new Merging.Breadcrumbs(Weights.EQUAL, Alignment.NONE, density,
                    number(golden, "gamma"), BigDecimal.ONE);
            case "ties" -> new Merging.Ties(Weights.EQUAL, Alignment.NONE, density, Pruning.Scope.LAYER,
                    BigDecimal.ONE);
            case "slerp" -> new Merging.Slerp(Weights.EQUAL, Alignment.NONE, Pruning.Scope.LAYER);
            default -> throw new IllegalArgumentException(method);
        };
    }

    private static BigDecimal number(JsonNode golden, String field) {
        return BigDecimal.valueOf(golden.path(field).asDouble());
    }

    private static void assertClose(String what, float[] actual, float... expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("%s at %d", what, i).isEqualTo(expected[i],
                    offset(2e-6f * Math.max(1, Math.abs(expected[i]))));
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
