package dev.shaker.mixture.prune;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.mixture.merge.MapTensors;
import dev.shaker.mixture.merge.MeanTest;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PrunerTest {
    @Property(tries = 500)
    void equalsSortingTheMagnitudes(@ForAll("weights") float[] weights, @ForAll @IntRange(max = 100) int percent) {
        BigDecimal sparsity = BigDecimal.valueOf(percent, 2);
        float[] expected = weights.clone();
        long dropped = naive(expected, percent);

        float[] actual = weights.clone();
        long cut = Pruner.cut(actual, Pruner.threshold(List.of(actual), sparsity));

        assertThat(actual).isEqualTo(expected);
        assertThat(cut).isEqualTo(dropped).isLessThanOrEqualTo((long) percent * weights.length / 100);
    }

    @Property
    void severalTensorsAreRankedTogether(@ForAll("weights") float[] a, @ForAll("weights") float[] b,
            @ForAll @IntRange(max = 100) int percent) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        BigDecimal sparsity = BigDecimal.valueOf(percent, 2);

        assertThat(Pruner.threshold(List.of(a, b), sparsity)).isEqualTo(Pruner.threshold(List.of(both), sparsity));
    }

    @Test
    void sparsityIsADecimalSoThat29PercentOf100Is29() {
        float[] weights = new float[100];
        for (int i = 0; i < 100; i++) {
            weights[i] = i + 1;
        }

        long dropped = Pruner.cut(weights, Pruner.threshold(List.of(weights.clone()), new BigDecimal("0.29")));

        assertThat(dropped).isEqualTo(29);
        assertThat(weights[28]).isZero();
        assertThat(weights[29]).isEqualTo(30);
    }

    @Test
    void pruningKeepsTiesAtTheThreshold() {
        float[] weights = { 1, -2, 2, 2, -2, 3 };

        long dropped = Pruner.cut(weights, Pruner.threshold(List.of(weights.clone()), new BigDecimal("0.5")));

        assertThat(weights).containsExactly(0, -2, 2, 2, -2, 3);
        assertThat(dropped).isEqualTo(1);
    }

    @Test
    void noSparsityKeepsEveryBitAndFullSparsityKeepsNothing() {
        float[] weights = { -0f, Float.MIN_VALUE, -1, 2 };

        float[] kept = weights.clone();
        assertThat(Pruner.cut(kept, Pruner.threshold(List.of(weights), BigDecimal.ZERO))).isZero();
        float[] zeroed = weights.clone();
        assertThat(Pruner.cut(zeroed, Pruner.threshold(List.of(weights), BigDecimal.ONE))).isEqualTo(4);

        assertThat(Float.floatToRawIntBits(kept[0])).isEqualTo(Float.floatToRawIntBits(-0f));
        assertThat(kept).isEqualTo(weights);
        assertThat(zeroed).containsOnly(0);
    }

    @Test
    void sparsityOutOfRangeIsRefusedByItsOwnCode() {
        assertThatThrownBy(() -> Pruning.of(new BigDecimal("1.5"))).isInstanceOf(ShakerException.class)
                .hasMessageContaining("1.5").extracting("code").isEqualTo(ErrorCode.SPARSITY_OUT_OF_RANGE);
        assertThatThrownBy(() -> Pruning.of(new BigDecimal("-0.1"))).extracting("code")
                .isEqualTo(ErrorCode.SPARSITY_OUT_OF_RANGE);
    }

    @Test
    void scopesRankWithinATensorABlockOrTheWholeAdapter() {
        var source = new MapTensors(
                Map.of("m.adapter.down.weight", new float[]{ 1, 2 }, "m.adapter.up.weight",
                        new float[]{ 3, 4 }, "n.adapter.down.weight", new float[]{ 5, 6 }),
                Map.<String, TensorShape>of());

        assertThat(drops(source, Pruning.Scope.LAYER)).containsExactly(1, 1, 1);
        assertThat(drops(source, Pruning.Scope.BLOCK)).containsExactly(2, 0, 1);
        assertThat(drops(source, Pruning.Scope.GLOBAL)).containsExactly(2, 1, 0);
    }

    @Test
    void onlyChosenLayersArePruned() {
        var source = new MapTensors(
                Map.of("m.lora_A", new float[]{ 1, 2 }, "m.lora_B", new float[]{ 3, 4 }, "n.lora_A",
                        new float[]{ 5, 6 }),
                Map.<String, TensorShape>of());
        Pruning pruning = Pruning.of(new BigDecimal("0.5"));

        var tensor = PrunedTensors.of(pruning, member(source, Optional.of(Set.of("m.lora_B"))));
        var module = PrunedTensors.of(pruning, member(source, Optional.of(Set.of("m"))));

        assertThat(source.layers().stream().map(l -> tensor.read(l)[0])).containsExactly(1f, 0f, 5f);
        assertThat(source.layers().stream().map(l -> module.read(l)[0])).containsExactly(0f, 0f, 5f);
    }

    private static Unpruned member(MapTensors source, Optional<Set<String>> chosen) {
        return new Unpruned(Named.domain("d"), "id", MeanTest.PFEIFFER, source, chosen);
    }

    private static List<Integer> drops(MapTensors source, Pruning.Scope scope) {
        var pruned = PrunedTensors.of(Pruning.of(new BigDecimal("0.5"), scope), member(source, Optional.empty()));
        source.layers().forEach(pruned::read);
        return pruned.achieved().values().stream().map(s -> (int) s.dropped()).toList();
    }

    /** Alg. 2 with a sort. */
    private static long naive(float[] weights, int percent) {
        int n = weights.length;
        int rank = n * percent / 100;
        float[] magnitudes = new float[n];
        for (int i = 0; i < n; i++) {
            magnitudes[i] = Math.abs(weights[i]);
        }
        Arrays.sort(magnitudes);
        long dropped = 0;
        for (int i = 0; i < n; i++) {
            if (rank == n || Math.abs(weights[i]) < magnitudes[rank]) {
                weights[i] = 0;
                dropped++;
            }
        }
        return dropped;
    }

    @Provide
    Arbitrary<float[]> weights() {
        Arbitrary<Float> coarse = Arbitraries.integers().between(-4, 4).map(i -> i * 0.25f);
        Arbitrary<Float> any = Arbitraries.floats().between(-1e30f, 1e30f);
        Arbitrary<Float> tiny = Arbitraries.of(0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40f);
        return Arbitraries.oneOf(coarse, any, tiny).array(float[].class).ofMinSize(1).ofMaxSize(300);
    }
}
