package dev.shaker.mixture.merge;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.error.ErrorCode;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class MeanTest {
    public static final AdapterConfig PFEIFFER = new BottleneckConfig(AdapterMethod.PFEIFFER, 4, 2, NonLinearity.RELU,
            1);
    private static final String QUERY = "encoder.layer.0.attention.self.query";

    @Property
    void oneAdapterReturnsItselfBitForBit(@ForAll("weights") float[] weights,
            @ForAll @IntRange(min = 1, max = 300) int weight) {
        float[] mean = merge(List.of(part("a", BigDecimal.valueOf(weight, 2), weights)));

        assertThat(bits(mean)).isEqualTo(bits(weights));
    }

    @Property
    void copiesAverageToTheAdapter(@ForAll("weights") float[] weights, @ForAll @IntRange(min = 1, max = 13) int k) {
        float[] mean = merge(Collections.nCopies(k, part("a", BigDecimal.ONE, weights)));

        assertThat(bits(mean)).isEqualTo(bits(weights));
    }

    @Test
    void zerosAreIncludedInTheMean() {
        float[] mean = merge(List.of(part("a", BigDecimal.ONE, 3, 0, 1), part("b", BigDecimal.ONE, 0, 0, 2),
                part("c", BigDecimal.ONE, 0, 3, 3)));

        assertThat(mean).containsExactly(1, 1, 2);
    }

    @Test
    void sumsRunInDoubleAndRoundOnce() {
        float[] mean = merge(List.of(part("a", BigDecimal.ONE, 1e8f), part("b", BigDecimal.ONE, 1f),
                part("c", BigDecimal.ONE, -1e8f)));

        assertThat(mean).containsExactly((float) (1.0 / 3));
    }

    @Test
    void weightsMayBeNegativeAndNoSignEverTurns() {
        assertThat(merge(List.of(part("a", BigDecimal.TWO, 4), part("b", BigDecimal.ONE.negate(), 3))))
                .containsExactly(5);
        assertThat(merge(List.of(part("a", BigDecimal.ONE, 4), part("b", BigDecimal.ONE.negate(), 3))))
                .containsExactly(1);
        assertThat(merge(List.of(part("a", new BigDecimal("0.5"), 4), part("b", BigDecimal.ONE.negate(), 3))))
                .containsExactly(-1);
    }

    @Test
    void differentTensorsAreRefusedNamingTheTensor() {
        assertThatThrownBy(() -> merge(List.of(part("a", BigDecimal.ONE, 1, 2), part("b", BigDecimal.ONE, 1))))
                .hasMessageContaining("tensor x").extracting("code").isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
    }

    @Test
    void loraOfOneScaleKeepsFactorsAndConfiguration() {
        BodyPart a = lora("a", 16, false, new float[]{ 1, 2 }, new float[]{ 3, 4 });
        BodyPart b = lora("b", 16, false, new float[]{ 3, 4 }, new float[]{ 5, 6 });

        MergedBody body = Merger.merge(Merging.Mean.EQUAL, List.of(a, b));

        assertThat(body.config()).isEqualTo(a.config());
        assertThat(read(body, QUERY + ".lora_A")).containsExactly(2, 3);
        assertThat(read(body, QUERY + ".lora_B")).containsExactly(4, 5);
    }

    @Test
    void loraOfDifferentScalesIsFoldedIntoBAndHasAlphaEqualToRank() {
        // Scales 4 / 2 = 2 and 4 / sqrt(2).
        BodyPart a = lora("a", 4, false, new float[]{ 1, 2 }, new float[]{ 3, 4 });
        BodyPart b = lora("b", 4, true, new float[]{ 3, 4 }, new float[]{ 5, 6 });

        MergedBody body = Merger.merge(Merging.Mean.EQUAL, List.of(a, b));

        LoraConfig config = (LoraConfig) body.config();
        assertThat(config.scale(QUERY)).isEqualTo(1);
        assertThat(config.alpha()).isEqualTo(config.rank()).isEqualTo(2);
        assertThat(config.targetModules()).containsExactly("attention.self.query");
        assertThat(read(body, QUERY + ".lora_A")).containsExactly(2, 3);
        double scale = 4 / Math.sqrt(2);
        assertThat(read(body, QUERY + ".lora_B")).containsExactly((float) ((2 * 3 + scale * 5) / 2),
                (float) ((2 * 4 + scale * 6) / 2));
    }

    @Test
    void readingAheadChangesNoBitAndReadsEachLayerOnce() {
        Map<String, float[]> values = new TreeMap<>();
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            float[] v = new float[random.nextInt(1, 200)];
            for (int j = 0; j < v.length; j++) {
                v[j] = (float) random.nextGaussian();
            }
            values.put("layer" + i, v);
        }
        MapTensors source = new MapTensors(values, Map.of());
        for (int threads : new int[]{ 1, 2, 4 }) {
            try (var ahead = new PrefetchedTensors(source, threads)) {
                List<AdapterLayer> order = new ArrayList<>(source.layers());
                Collections.shuffle(order.subList(10, 20), random);
                for (AdapterLayer layer : order) {
                    assertThat(ahead.read(layer)).isEqualTo(source.read(layer));
                }
            }
        }
    }

    private static float[] merge(List<BodyPart> parts) {
        MergedBody body = Merger.merge(Merging.Mean.EQUAL, parts);
        return body.tensors().read(body.tensors().layers().get(0));
    }

    private static float[] read(MergedBody body, String layer) {
        return body.tensors().read(body.tensors().layer(layer));
    }

    private static BodyPart part(String domain, BigDecimal weight, float... values) {
        return new BodyPart(Named.domain(domain), domain, PFEIFFER, MapTensors.of("x", values), weight);
    }

    private static BodyPart lora(String domain, double alpha, boolean rankStabilised, float[] a, float[] b) {
        var config = new LoraConfig(1, 2, alpha, rankStabilised, new TreeSet<>(List.of("attention.self.query")),
                Map.of(QUERY, 2), Map.of(QUERY, alpha));
        return new BodyPart(Named.domain(domain), domain, config,
                new MapTensors(Map.of(QUERY + ".lora_A", a, QUERY + ".lora_B", b),
                        Map.of(QUERY + ".lora_A", TensorShape.of(2, 1), QUERY + ".lora_B", TensorShape.of(1, 2))),
                BigDecimal.ONE);
    }

    public static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    @Provide
    Arbitrary<float[]> weights() {
        Arbitrary<Float> tiny = Arbitraries.of(0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40f, Float.MAX_VALUE,
                -Float.MAX_VALUE);
        return Arbitraries.oneOf(Arbitraries.floats().between(-1e30f, 1e30f), tiny).array(float[].class).ofMinSize(1)
                .ofMaxSize(50);
    }
}
