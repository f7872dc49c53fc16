package dev.shaker.mixture.prune;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.mixture.merge.MapTensors;
import dev.shaker.mixture.merge.MeanTest;
import dev.shaker.mixture.spec.PruneScore;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScoresTest {
    private static final PruneScore CONSENSUS = new PruneScore.Consensus();

    @Property(tries = 300)
    void aScoreIsRankedAsSortingRanksIt(@ForAll("scores") double[] scores, @ForAll @IntRange(max = 100) int percent) {
        long dropped = (long) scores.length * percent / 100;
        double[] sorted = scores.clone();
        Arrays.sort(sorted);

        double threshold = Pruner.threshold(List.of(scores), dropped);

        assertThat(threshold).isEqualTo(dropped == 0
                ? 0
                : dropped == scores.length ? Double.POSITIVE_INFINITY : sorted[(int) dropped]);
    }

    @Provide
    Arbitrary<double[]> scores() {
        Arbitrary<Double> coarse = Arbitraries.integers().between(0, 4).map(i -> i * 0.25);
        Arbitrary<Double> any = Arbitraries.doubles().between(0, 1e300);
        Arbitrary<Double> near = Arbitraries.integers().between(0, 9).map(i -> 1 + i * 0x1p-52);
        Arbitrary<Double> tiny = Arbitraries.of(0.0, Double.MIN_VALUE, 1e-310);
        return Arbitraries.oneOf(coarse, any, near, tiny).array(double[].class).ofMinSize(1).ofMaxSize(200);
    }

    @Test
    void randomDropsExactlyItsShareByASeedAnAdapterAndALayer() {
        float[] ones = new float[1000];
        Arrays.fill(ones, 1);
        var tensors = new MapTensors(Map.of("a.lora_A", ones, "b.lora_A", ones), Map.of());
        Pruning seven = pruning("0.37", Pruning.Scope.LAYER, new PruneScore.Random(7));

        float[] first = read(seven, "x", tensors, 0);

        assertThat(zeros(first)).isEqualTo(370);
        assertThat(read(seven, "x", tensors, 0)).isEqualTo(first);
        assertThat(read(seven, "y", tensors, 0)).isNotEqualTo(first);
        assertThat(read(seven, "x", tensors, 1)).isNotEqualTo(first);
        assertThat(read(pruning("0.37", Pruning.Scope.LAYER, new PruneScore.Random(8)), "x", tensors, 0))
                .isNotEqualTo(first);
    }

    @Test
    void whatGoesAtALowerSparsityIsGoneAtAHigher() {
        var tensors = MapTensors.of("a.lora_A", gaussian(new Random(1), 500));
        float[] little = read(pruning("0.3", Pruning.Scope.GLOBAL, new PruneScore.Random(1)), "x", tensors, 0);
        float[] much = read(pruning("0.8", Pruning.Scope.GLOBAL, new PruneScore.Random(1)), "x", tensors, 0);

        for (int i = 0; i < 500; i++) {
            if (little[i] == 0) {
                assertThat(much[i]).isZero();
            }
        }
    }

    /** Scores by hand: 0.9 of one in three, 0.5 of three in three, 0.7 of two in three, 0.8 whom a 0 does not join. */
    @Test
    void consensusIsMagnitudeTimesTheShareOfMembersOfOneSign() {
        List<Unpruned> members = List.of(member("a", 0.9f, 0.5f, 0.7f, 0.8f), member("b", -1, 2, -3, 0),
                member("c", -1, 4, 5, -1));

        assertThat(first("0.25", members)).containsExactly(0.9f, 0.5f, 0.7f, 0);
        assertThat(first("0.5", members)).containsExactly(0, 0.5f, 0.7f, 0);
        assertThat(first("0.75", members)).containsExactly(0, 0.5f, 0, 0);
    }

    @Property(tries = 60)
    void consensusOfAnyScopeIsWhatCountingEveryWeightSays(@ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int k,
            @ForAll Pruning.Scope scope) {
        var random = new Random(seed);
        List<Unpruned> members = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            members.add(new Unpruned(Named.domain("d" + i), "id" + i, MeanTest.PFEIFFER,
                    new MapTensors(
                            Map.of("m.lora_A", gaussian(random, 40), "m.lora_B", gaussian(random, 30), "n.lora_A",
                                    gaussian(random, 20)),
                            Map.of()),
                    Optional.empty()));
        }

        List<PrunedTensors> pruned = PrunedTensors.of(pruning("0.45", scope, CONSENSUS), members);

        // Layer by layer as a merge reads them, then once more member by member.
        for (AdapterLayer layer : members.getFirst().body().layers()) {
            pruned.forEach(member -> member.read(layer));
        }
        for (int i = 0; i < k; i++) {
            for (AdapterLayer layer : members.getFirst().body().layers()) {
                double threshold = naive(members, i, layer, scope);
                float[] expected = members.get(i).body().read(layer);
                double[] scores = scores(members, i, layer.name());
                for (int at = 0; at < expected.length; at++) {
                    expected[at] = scores[at] < threshold ? 0 : expected[at];
                }
                assertThat(pruned.get(i).read(layer)).isEqualTo(expected);
            }
        }
    }

    private static double naive(List<Unpruned> members, int member, AdapterLayer layer, Pruning.Scope scope) {
        List<Double> ranked = new ArrayList<>();
        for (AdapterLayer other : members.getFirst().body().layers()) {
            boolean together = switch (scope) {
                case LAYER -> other.name().equals(layer.name());
                case BLOCK -> other.name().charAt(0) == layer.name().charAt(0);
                case GLOBAL -> true;
            };
            if (together) {
                Arrays.stream(scores(members, member, other.name())).forEach(ranked::add);
            }
        }
        ranked.sort(null);
        return ranked.get(ranked.size() * 45 / 100);
    }

    private static double[] scores(List<Unpruned> members, int member, String name) {
        float[] mine = members.get(member).body().read(members.get(member).body().layer(name));
        double[] scores = new double[mine.length];
        for (int i = 0; i < mine.length; i++) {
            int agreeing = 0;
            for (Unpruned other : members) {
                float[] theirs = other.body().read(other.body().layer(name));
                agreeing += Math.signum(theirs[i]) == Math.signum(mine[i]) ? 1 : 0;
            }
            scores[i] = Math.abs((double) mine[i]) * agreeing / members.size();
        }
        return scores;
    }

    @Test
    void consensusOfOneAndOfMembersOfTwoShapesIsRefused() {
        Pruning half = pruning("0.5", Pruning.Scope.LAYER, CONSENSUS);
        Unpruned one = member("a", 1, 2);

        assertThatThrownBy(() -> PrunedTensors.of(half, one)).isInstanceOf(ShakerException.class)
                .hasMessageContaining("nobody to agree with").extracting("code")
                .isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
        assertThatThrownBy(() -> PrunedTensors.of(half, List.of(one, new Unpruned(Named.domain("b"), "b",
                MeanTest.PFEIFFER,
                new MapTensors(Map.of("m.lora_A", new float[2]), Map.of("m.lora_A", TensorShape.of(1, 2))),
                Optional.empty())))).hasMessageContaining("'a' and 'b'").hasMessageContaining("m.lora_A")
                .extracting("code").isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
    }

    @Test
    void keptBiasesStayAndTheOthersHaveTheSparsity() {
        var source = new MapTensors(Map.of("m.adapter.down.weight", new float[]{ 1, 2, 3, 4 }, "m.adapter.down.bias",
                new float[]{ 0.1f, 0.2f }), Map.of());
        for (PruneScore score : List.of(PruneScore.MAGNITUDE, new PruneScore.Random(1))) {
            for (Pruning.Scope scope : Pruning.Scope.values()) {
                var pruning = new Pruning(new BigDecimal("0.5"), scope, OptionalInt.empty(), Pruning.Against.SELECTED,
                        score, Pruning.Biases.KEEP);
                var pruned = PrunedTensors.of(pruning,
                        new Unpruned(Named.domain("d"), "id", MeanTest.PFEIFFER, source, Optional.empty()));

                assertThat(pruned.read(source.layers().getFirst())).containsExactly(0.1f, 0.2f);
                assertThat(zeros(pruned.read(source.layers().getLast()))).isEqualTo(2);
            }
        }
    }

    private static Unpruned member(String id, float... values) {
        return new Unpruned(Named.domain(id), id, MeanTest.PFEIFFER, MapTensors.of("m.lora_A", values),
                Optional.empty());
    }

    private static float[] first(String sparsity, List<Unpruned> members) {
        PrunedTensors pruned = PrunedTensors.of(pruning(sparsity, Pruning.Scope.LAYER, CONSENSUS), members).getFirst();
        return pruned.read(pruned.layers().getFirst());
    }

    private static Pruning pruning(String sparsity, Pruning.Scope scope, PruneScore score) {
        return new Pruning(new BigDecimal(sparsity), scope, OptionalInt.empty(), Pruning.Against.SELECTED, score,
                Pruning.Biases.PRUNE);
    }

    private static float[] read(Pruning pruning, String id, MapTensors tensors, int layer) {
        return PrunedTensors
                .of(pruning, new Unpruned(Named.domain("d"), id, MeanTest.PFEIFFER, tensors, Optional.empty()))
                .read(tensors.layers().get(layer));
    }

    private static int zeros(float[] values) {
        int zeros = 0;
        for (float value : values) {
            zeros += value == 0 ? 1 : 0;
        }
        return zeros;
    }

    private static float[] gaussian(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
