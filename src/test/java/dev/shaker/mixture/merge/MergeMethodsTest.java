package dev.shaker.mixture.merge;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.mixture.spec.Alignment;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.mixture.spec.Weights;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

class MergeMethodsTest {
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final Weights EQUAL = Weights.EQUAL;

    /** Every method that combines tensors, keeping all of each member. */
    private static final List<Merging> WHOLE = List.of(Merging.Mean.EQUAL,
            new Merging.TaskArithmetic(EQUAL, Alignment.NONE, ONE),
            new Merging.Ties(EQUAL, Alignment.NONE, ONE, Pruning.Scope.GLOBAL, ONE),
            new Merging.Dare(EQUAL, Alignment.NONE, ONE, 7, false, ONE),
            new Merging.Dare(EQUAL, Alignment.NONE, ONE, 7, true, ONE),
            new Merging.Della(EQUAL, Alignment.NONE, ONE, BigDecimal.ZERO, 7, ONE),
            new Merging.Breadcrumbs(EQUAL, Alignment.NONE, ONE, BigDecimal.ZERO, ONE));
    /** Methods that average, dropping part of each member. */
    private static final List<Merging> AVERAGING = List.of(Merging.Mean.EQUAL,
            new Merging.Ties(EQUAL, Alignment.NONE, HALF, Pruning.Scope.LAYER, ONE),
            new Merging.Dare(EQUAL, Alignment.NONE, HALF, 7, true, ONE),
            new Merging.Della(EQUAL, Alignment.NONE, HALF, new BigDecimal("0.2"), 7, ONE));
    private static final List<Merging> SUMMING = List.of(new Merging.TaskArithmetic(EQUAL, Alignment.NONE, ONE),
            new Merging.Dare(EQUAL, Alignment.NONE, HALF, 7, false, ONE),
            new Merging.Breadcrumbs(EQUAL, Alignment.NONE, HALF, new BigDecimal("0.1"), ONE));
    private static final Merging SLERP = new Merging.Slerp(EQUAL, Alignment.NONE, Pruning.Scope.LAYER);

    @Property(tries = 200)
    void oneMemberReturnsItselfBitForBit(@ForAll Random random) {
        float[] weights = Loras.gaussian(20, random);
        weights[3] = -0f;
        weights[4] = Float.MIN_VALUE;
        for (Merging merging : WHOLE) {
            assertThat(MeanTest.bits(merge(merging, List.of(part("a", "1", weights))))).as(merging.method())
                    .isEqualTo(MeanTest.bits(weights));
        }
    }

    @Property(tries = 100)
    void copiesMergeToWhatOneMergesTo(@ForAll @IntRange(min = 1, max = 13) int k, @ForAll Random random) {
        float[] weights = Loras.gaussian(20, random);
        for (Merging merging : AVERAGING) {
            assertThat(merge(merging, Collections.nCopies(k, part("a", "1", weights)))).as(merging.method())
                    .isEqualTo(merge(merging, List.of(part("a", "1", weights))));
        }
        for (Merging merging : SUMMING) {
            assertThat(merge(merging, Collections.nCopies(4, part("a", "0.25", weights)))).as(merging.method())
                    .isEqualTo(merge(merging, List.of(part("a", "1", weights))));
        }
        assertThat(merge(SLERP, Collections.nCopies(2, part("a", "1", weights)))).isEqualTo(weights);
    }

    @Property(tries = 100)
    void orderOfMembersDoesNotMatter(@ForAll Random random) {
        List<BodyPart> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(part("id" + i, String.valueOf(1 + i), Loras.gaussian(20, random)));
        }
        List<BodyPart> shuffled = new ArrayList<>(parts);
        Collections.shuffle(shuffled, random);
        for (Merging merging : all()) {
            assertClose(merge(merging, shuffled), merge(merging, parts), merging.method());
        }
        assertClose(merge(SLERP, parts.subList(0, 2)), merge(SLERP, parts.subList(0, 2).reversed()), "slerp");
    }

    @Property(tries = 100)
    void scalingTheMembersScalesTheResult(@ForAll Random random) {
        List<BodyPart> parts = new ArrayList<>();
        List<BodyPart> scaled = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            float[] values = Loras.gaussian(20, random);
            float[] four = values.clone();
            for (int j = 0; j < four.length; j++) {
                four[j] *= -4;
            }
            parts.add(part("id" + i, "1", values));
            scaled.add(part("id" + i, "1", four));
        }
        List<Merging> methods = new ArrayList<>(all());
        methods.add(SLERP);
        for (Merging merging : methods) {
            float[] expected = merge(merging, parts);
            for (int j = 0; j < expected.length; j++) {
                expected[j] = expected[j] * -4 + 0f;
            }
            float[] actual = merge(merging, scaled);
            for (int j = 0; j < actual.length; j++) {
                actual[j] += 0f;
            }
            assertThat(actual).as(merging.method()).isEqualTo(expected);
        }
    }

    @Property(tries = 200)
    void tiesEqualsThePapersAlgorithm(@ForAll @IntRange(min = 1, max = 5) int members,
            @ForAll @IntRange(min = 1, max = 10) int tenths, @ForAll Random random) {
        List<BodyPart> parts = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            values.add(Loras.gaussian(30, random));
            parts.add(part("id" + i, "1", values.get(i)));
        }

        float[] merged = merge(new Merging.Ties(EQUAL, Alignment.NONE, BigDecimal.valueOf(tenths, 1),
                Pruning.Scope.GLOBAL, new BigDecimal("0.5")), parts);

        double[] expected = naiveTies(values, 3 * tenths, 0.5);
        for (int i = 0; i < 30; i++) {
            assertThat((double) merged[i]).isEqualTo(expected[i], offset(1e-6));
        }
    }

    @Test
    void tiesElectsBySumAndAveragesOnlyThoseThatAgree() {
        List<BodyPart> parts = List.of(part("a", "1", 3, -1, 2, 1), part("b", "1", -1, -1, -2, 0),
                part("c", "1", 1, 4, 0, 0));

        assertThat(merge(WHOLE.get(2), parts)).containsExactly(2, 4, 0, 1);
    }

    @Test
    void tiesTrimsOverTheWholeAdapterAsPublishedOrPerTensor() {
        BodyPart part = new BodyPart(Named.domain("a"), "a", MeanTest.PFEIFFER,
                new MapTensors(Map.of("x", new float[]{ 1, 2 }, "y", new float[]{ 3, 4 }), Map.of()), ONE);

        assertThat(read(new Merging.Ties(EQUAL, Alignment.NONE, HALF, Pruning.Scope.GLOBAL, ONE), part, "x"))
                .containsExactly(0, 0);
        assertThat(read(new Merging.Ties(EQUAL, Alignment.NONE, HALF, Pruning.Scope.LAYER, ONE), part, "x"))
                .containsExactly(0, 2);
    }

    @Test
    void dareKeepsItsDensityAndTheExpectedValue() {
        float[] ones = new float[100_000];
        Arrays.fill(ones, 1);
        var dare = new Merging.Dare(EQUAL, Alignment.NONE, new BigDecimal("0.25"), 3, false, ONE);

        float[] merged = merge(dare, List.of(part("a", "1", ones)));

        double kept = 0;
        for (float value : merged) {
            assertThat(value).isIn(0f, 4f);
            kept += value / 4;
        }
        assertThat(kept / ones.length).isEqualTo(0.25, offset(0.01));
        assertThat(merge(dare, List.of(part("a", "1", ones)))).isEqualTo(merged);
        assertThat(merge(new Merging.Dare(EQUAL, Alignment.NONE, new BigDecimal("0.25"), 4, false, ONE),
                List.of(part("a", "1", ones)))).isNotEqualTo(merged);
        assertThat(merge(dare, List.of(part("b", "1", ones)))).isNotEqualTo(merged);
    }

    @Test
    void dellaKeepsLargeWeightsMoreOftenAndTheExpectedValue() {
        float[] rows = new float[20_000];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % 2 == 0 ? 1 : 2;
        }
        var source = new MapTensors(Map.of("x", rows), Map.of("x", TensorShape.of(10_000, 2)));
        var della = new DellaTensors(source, "a", 0.5, 0.4, 1);

        float[] merged = della.read(source.layers().get(0));

        int small = 0;
        int large = 0;
        double sum = 0;
        for (int i = 0; i < merged.length; i++) {
            small += i % 2 == 0 && merged[i] != 0 ? 1 : 0;
            large += i % 2 == 1 && merged[i] != 0 ? 1 : 0;
            sum += merged[i];
        }
        assertThat(small / 10_000.0).isEqualTo(0.3, offset(0.02));
        assertThat(large / 10_000.0).isEqualTo(0.7, offset(0.02));
        assertThat(sum / 30_000).isEqualTo(1, offset(0.03));
    }

    @Test
    void breadcrumbsDropOutliersAndDust() {
        float[] weights = { 1, -2, 3, -4, 5, -6, 7, -8, 9, -10 };
        var breadcrumbs = new Merging.Breadcrumbs(EQUAL, Alignment.NONE, HALF, new BigDecimal("0.2"), ONE);

        assertThat(merge(breadcrumbs, List.of(part("a", "1", weights)))).containsExactly(0, 0, 0, -4, 5, -6, 7, -8, 0,
                0);
    }

    @Test
    void slerpStaysOnTheSphere() {
        float[] merged = merge(SLERP, List.of(part("a", "1", 1, 0), part("b", "2", 0, 1)));

        assertThat((double) merged[0]).isEqualTo(Math.cos(Math.PI / 3), offset(1e-7));
        assertThat((double) merged[1]).isEqualTo(Math.sin(Math.PI / 3), offset(1e-7));
        assertThat(merge(SLERP, List.of(part("a", "1", 0, 0), part("b", "1", 0, 2)))).containsExactly(0, 1);
    }

    @Test
    void slerpRefusesWhatItIsNotDefinedFor() {
        BodyPart a = part("a", "1", 1, 0);
        for (List<BodyPart> parts : List.of(List.of(a), List.of(a, a, a), List.of(a, part("b", "-1", 0, 1)))) {
            assertThatThrownBy(() -> merge(SLERP, parts)).extracting("code")
                    .isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
        }
        assertThatThrownBy(() -> merge(SLERP, List.of(a, part("b", "1", -1, 0)))).hasMessageContaining("opposite");
    }

    @Test
    void aWeightOnLoraFactorsIsAWeightOnTheUpdate() {
        for (String weight : List.of("0.5", "-2", "3")) {
            BodyPart part = Loras.random("a", 2, 4, false, weight, new Random(8));
            double[] update = Loras.update(Merger.merge(SUMMING.get(0), List.of(part)));
            double[] own = Loras.update(part);
            for (int i = 0; i < own.length; i++) {
                assertThat(update[i]).isEqualTo(Double.parseDouble(weight) * own[i], offset(1e-4));
            }
        }
    }

    @Test
    void impossibleParametersAreRefusedNamingTheField() {
        assertThatThrownBy(() -> new Merging.Ties(EQUAL, Alignment.NONE, BigDecimal.ZERO, Pruning.Scope.LAYER, ONE))
                .hasMessageContaining("density 0").extracting("code").isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
        assertThatThrownBy(() -> new Merging.Dare(EQUAL, Alignment.NONE, new BigDecimal("1.1"), 0, true, ONE))
                .hasMessageContaining("dare-ties");
        assertThatThrownBy(() -> new Merging.Della(EQUAL, Alignment.NONE, new BigDecimal("0.1"), HALF, 0, ONE))
                .hasMessageContaining("epsilon");
        assertThatThrownBy(
                () -> new Merging.Breadcrumbs(EQUAL, Alignment.NONE, new BigDecimal("0.9"), HALF, ONE))
                .hasMessageContaining("gamma");
    }

    private static List<Merging> all() {
        List<Merging> all = new ArrayList<>(WHOLE);
        all.addAll(AVERAGING);
        all.addAll(SUMMING);
        return all;
    }

    /** Yadav et al., Alg. 1, on whole vectors. */
    private static double[] naiveTies(List<float[]> values, int kept, double lambda) {
        int n = values.get(0).length;
        double[][] trimmed = new double[values.size()][n];
        for (int m = 0; m < values.size(); m++) {
            float[] v = values.get(m);
            float[] magnitudes = new float[n];
            for (int i = 0; i < n; i++) {
                magnitudes[i] = Math.abs(v[i]);
            }
            Arrays.sort(magnitudes);
            for (int i = 0; i < n; i++) {
                trimmed[m][i] = Math.abs(v[i]) >= magnitudes[n - kept] ? v[i] : 0;
            }
        }
        double[] merged = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (double[] v : trimmed) {
                sum += v[i];
            }
            double agreeing = 0;
            int count = 0;
            for (double[] v : trimmed) {
                if (v[i] != 0 && Math.signum(v[i]) == Math.signum(sum)) {
                    agreeing += v[i];
                    count++;
                }
            }
            merged[i] = count == 0 ? 0 : lambda * agreeing / count;
        }
        return merged;
    }

    private static void assertClose(float[] actual, float[] expected, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as(what).isEqualTo(expected[i], offset(1e-5f));
        }
    }

    private static float[] read(Merging merging, BodyPart part, String layer) {
        MergedBody body = Merger.merge(merging, List.of(part));
        return body.tensors().read(body.tensors().layer(layer));
    }

    private static float[] merge(Merging merging, List<BodyPart> parts) {
        MergedBody body = Merger.merge(merging, parts);
        return body.tensors().read(body.tensors().layers().get(0));
    }

    private static BodyPart part(String id, String weight, float... values) {
        return new BodyPart(Named.domain(id), id, MeanTest.PFEIFFER, MapTensors.of("x", values),
                new BigDecimal(weight));
    }
}
