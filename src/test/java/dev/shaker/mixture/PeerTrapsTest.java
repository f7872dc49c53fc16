package dev.shaker.mixture;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.shaker.error.ErrorCode;
import dev.shaker.mixture.merge.BodyPart;
import dev.shaker.mixture.merge.Loras;
import dev.shaker.mixture.merge.Merger;
import dev.shaker.mixture.spec.Alignment;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.mixture.spec.Weights;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

/**
 * Merges in which a stock library gives a wrong result, with its own output, see {@code src/test/python/peer_traps.py} and
 * {@code docs/peers.md}. Each test shows what the library gives first, so that a fixture made anew with a repaired library
 * fails here.
 */
class PeerTrapsTest {
    private static final Merging MEAN = new Merging.Mean(Weights.EQUAL, Alignment.NONE);
    private static final Merging FLIP = new Merging.Mean(Weights.EQUAL, Alignment.FLIP);
    private static final Merging PROCRUSTES = new Merging.Mean(Weights.EQUAL, Alignment.PROCRUSTES);
    private static final Merging CONCAT = new Merging.Concat(Weights.EQUAL, Alignment.NONE);

    private final Map<String, JsonNode> cases = new HashMap<>();

    PeerTrapsTest() throws IOException {
        Path file = Path.of("src/test/resources/peer-traps.json");
        for (JsonNode trap : JsonText.parse(ErrorCode.INTERNAL, file.toString(), Files.readAllBytes(file))) {
            cases.put(trap.path("name").asText(), trap);
        }
    }

    @Test
    void concatAndFullSvdAgreeWithPeft() {
        assertClose(theirs("cat"), truth("cat"));
        assertClose(theirs("svd"), truth("svd"));

        assertClose(ours(CONCAT, "cat"), theirs("cat"));
        assertClose(ours(svd(5), "svd"), theirs("svd"));
    }

    /** (A, B) and (-A, -B) are one update. PEFT's linear merge and AdapterHub's average cancel the factors. */
    @Test
    void aSignFlippedCopyAveragesToTheUpdateWhereTheStockLibrariesGiveZero() {
        for (String name : List.of("flipped-linear", "flipped-average")) {
            assertThat(theirs(name)).containsOnly(0);

            assertClose(ours(FLIP, name), truth(name));
            assertClose(ours(PROCRUSTES, name), truth(name));
            assertClose(ours(CONCAT, name), truth(name));
            assertClose(ours(svd(2), name), truth(name));
        }
    }

    /** PEFT adds sqrt(w) A and sqrt(w) B: the product has every member's A under every other member's B. */
    @Test
    void theMeanUpdateOfUnrelatedAdaptersIsExactWherePeftsLinearAddsCrossTerms() {
        assertThat(distance(theirs("two-different-linear"), truth("two-different-linear"))).isGreaterThan(1);

        assertClose(ours(CONCAT, "two-different-linear"), truth("two-different-linear"));
    }

    /** PEFT sets alpha = r but leaves use_rslora on: the result is sqrt(r) times too big. */
    @Test
    void rankStabilisedAdaptersMergeToTheirMeanWherePeftGivesSqrtRankTimesTooMuch() {
        assertClose(theirs("rslora-cat"), times(Math.sqrt(8), truth("rslora-cat")));
        assertThat(norm(theirs("rslora-svd")) / norm(truth("rslora-svd"))).isBetween(1.9, 2.0);

        assertClose(ours(CONCAT, "rslora-cat"), truth("rslora-cat"));
        assertThat(norm(ours(svd(4), "rslora-svd")) / norm(truth("rslora-svd"))).isBetween(0.95, 1.0);
        assertClose(times(2, ours(svd(4), "rslora-svd")), theirs("rslora-svd"));
    }

    /** PEFT refuses two adapters that bring a head; here heads stay out of the merge, see {@link MixerTest}. */
    @Test
    void adaptersWithHeadsMerge() {
        assertThat(cases.get("heads").path("error").asText()).contains("modules_to_save");

        assertClose(ours(CONCAT, "heads"), truth("heads"));
    }

    @Test
    void densityZeroIsRefusedWherePeftGivesNaNOrNothing() {
        assertThat(theirs("density-zero-dare")).containsOnly(Double.NaN);
        assertThat(theirs("density-zero-ties")).containsOnly(0);

        assertThatThrownBy(() -> new Merging.Dare(Weights.EQUAL, Alignment.NONE, BigDecimal.ZERO, 1, false,
                BigDecimal.ONE)).hasMessageContaining("(0, 1]").extracting("code")
                .isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
        assertThatThrownBy(() -> new Merging.Ties(Weights.EQUAL, Alignment.NONE, BigDecimal.ZERO, Pruning.Scope.LAYER,
                BigDecimal.ONE)).hasMessageContaining("(0, 1]");
    }

    @Test
    void unequalRanksAreRefusedWithTheWayOutAndMergeExactlyByIt() {
        assertThat(cases.get("unequal-ranks-linear").path("error").asText()).contains("same r value");

        assertThatThrownBy(() -> ours(MEAN, "unequal-ranks-linear")).hasMessageContaining("'concat' or 'svd'")
                .extracting("code").isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
        assertClose(ours(CONCAT, "unequal-ranks-linear"), truth("unequal-ranks-linear"));
        assertClose(ours(svd(5), "unequal-ranks-linear"), truth("unequal-ranks-linear"));
    }

    private static Merging svd(int rank) {
        return new Merging.Svd(Weights.EQUAL, Alignment.NONE, OptionalInt.of(rank));
    }

    private double[] ours(Merging merging, String name) {
        List<BodyPart> parts = new ArrayList<>();
        for (JsonNode member : cases.get(name).path("members")) {
            parts.add(Loras.part("id" + parts.size(), member.path("rank").asInt(), member.path("alpha").asDouble(),
                    member.path("rslora").asBoolean(), "1", floats(member.path("a")), floats(member.path("b"))));
        }
        return Loras.update(Merger.merge(merging, parts));
    }

    private double[] theirs(String name) {
        return doubles(cases.get(name).path("theirs"));
    }

    private double[] truth(String name) {
        return doubles(cases.get(name).path("truth"));
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSize(Loras.OUT * Loras.IN).hasSameSizeAs(expected);
        double size = norm(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isEqualTo(expected[i], offset(1e-5 * size));
        }
    }

    private static double distance(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return norm(difference) / norm(b);
    }

    private static double norm(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    private static double[] times(double factor, double[] values) {
        double[] product = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            product[i] = factor * values[i];
        }
        return product;
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).asDouble();
        }
        return values;
    }

    private static double[] doubles(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).asDouble();
        }
        return values;
    }
}
