package dev.shaker.mixture.merge;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.mixture.spec.Alignment;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.Weights;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

class LoraMergerTest {
    private static final Merging CONCAT = new Merging.Concat(Weights.EQUAL, Alignment.NONE);

    @Property(tries = 200)
    void concatIsTheExactMeanUpdateWhateverRanksScalesAndWeights(@ForAll @IntRange(min = 1, max = 5) int members,
            @ForAll Random random) {
        List<BodyPart> parts = members(members, random);

        MergedBody body = Merger.merge(CONCAT, parts);

        assertClose(Loras.update(body), Loras.meanUpdate(parts), 1e-5);
        if (members > 1) {
            LoraConfig config = (LoraConfig) body.config();
            assertThat(config.rank()).isEqualTo(parts.stream().mapToInt(p -> LoraScales.lora(p).rank()).sum());
            assertThat(config.scale(Loras.QUERY)).isEqualTo(1);
        }
    }

    @Property(tries = 200)
    void svdOfFullRankIsTheMeanUpdateToo(@ForAll @IntRange(min = 1, max = 5) int members, @ForAll Random random) {
        List<BodyPart> parts = members(members, random);

        MergedBody body = Merger.merge(svd(OptionalInt.of(100)), parts);

        assertClose(Loras.update(body), Loras.meanUpdate(parts), 1e-5);
    }

    @Property(tries = 200)
    void svdLosesExactlyTheEnergyItReports(@ForAll @IntRange(min = 2, max = 5) int members,
            @ForAll @IntRange(min = 1, max = 3) int rank, @ForAll Random random) {
        List<BodyPart> parts = members(members, random);
        double[] mean = Loras.meanUpdate(parts);

        MergedBody body = Merger.merge(svd(OptionalInt.of(rank)), parts);
        double[] kept = Loras.update(body);

        double all = 0;
        double lost = 0;
        for (int i = 0; i < mean.length; i++) {
            all += mean[i] * mean[i];
            lost += (mean[i] - kept[i]) * (mean[i] - kept[i]);
        }
        assertThat(((LoraConfig) body.config()).rank()).isLessThanOrEqualTo(rank);
        assertThat(body.report().get().path("retainedEnergy").asDouble()).isEqualTo(1 - lost / all, offset(1e-5));
    }

    @Test
    void svdKeepsTheMembersLargestRankUnlessToldOtherwise() {
        Random random = new Random(1);
        MergedBody body = Merger.merge(svd(OptionalInt.empty()), List.of(Loras.random("a", 2, 2, false, "1", random),
                Loras.random("b", 3, 3, false, "1", random)));

        assertThat(((LoraConfig) body.config()).rank()).isEqualTo(3);
        assertThat(((LoraConfig) body.config()).alpha()).isEqualTo(3);
    }

    @Test
    void oneMemberReturnsItselfBitForBit() {
        BodyPart part = Loras.random("a", 3, 16, true, "2", new Random(2));

        for (Merging merging : List.of(CONCAT, svd(OptionalInt.empty()), svd(OptionalInt.of(5)))) {
            MergedBody body = Merger.merge(merging, List.of(part));

            assertThat(body.config()).isEqualTo(part.config());
            assertThat(Loras.read(body.tensors(), ".lora_A")).isEqualTo(Loras.read(part.tensors(), ".lora_A"));
            assertThat(Loras.read(body.tensors(), ".lora_B")).isEqualTo(Loras.read(part.tensors(), ".lora_B"));
        }
    }

    @Test
    void aModuleThatOneMemberLacksIsAZeroUpdateOfIt() {
        Random random = new Random(3);
        BodyPart both = two(random);
        BodyPart query = Loras.random("b", 1, 1, false, "1", random);

        MergedBody body = Merger.merge(CONCAT, List.of(both, query));

        LoraConfig config = (LoraConfig) body.config();
        assertThat(config.ranks()).containsEntry(Loras.QUERY, 3).containsEntry(VALUE, 2);
        float[] mine = both.tensors().read(both.tensors().layer(VALUE + ".lora_B"));
        float[] merged = body.tensors().read(body.tensors().layer(VALUE + ".lora_B"));
        for (int i = 0; i < mine.length; i++) {
            assertThat(merged[i]).isEqualTo(mine[i] / 2);
        }
        assertThatThrownBy(() -> Merger.merge(Merging.Mean.EQUAL, List.of(both, query)))
                .hasMessageContaining("'concat' or 'svd'").extracting("code")
                .isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
    }

    @Property(tries = 200)
    void alignmentNeverChangesAnUpdate(@ForAll @IntRange(min = 1, max = 4) int rank, @ForAll Random random) {
        BodyPart reference = Loras.random("a", rank, 4, false, "1", random);
        BodyPart part = Loras.random("b", rank, 4, false, "1", random);

        for (Alignment align : List.of(Alignment.FLIP, Alignment.PROCRUSTES)) {
            BodyPart aligned = part.with(new AlignedTensors(part.tensors(), reference.tensors(), align));

            assertClose(Loras.update(aligned), Loras.update(part), align == Alignment.FLIP ? 0 : 1e-5);
        }
    }

    @Property(tries = 100)
    void aTurnedCopyAlignsToTheAdapterItIs(@ForAll @IntRange(min = 1, max = 4) int rank, @ForAll Random random) {
        BodyPart part = Loras.random("a", rank, 4, false, "1", random);
        BodyPart flipped = turned("b", part, flips(rank, random));

        MergedBody body = Merger.merge(new Merging.Mean(Weights.EQUAL, Alignment.FLIP), List.of(part, flipped));

        assertThat(Loras.read(body.tensors(), ".lora_A")).isEqualTo(Loras.read(part.tensors(), ".lora_A"));
        assertThat(Loras.read(body.tensors(), ".lora_B")).isEqualTo(Loras.read(part.tensors(), ".lora_B"));
    }

    @Property(tries = 100)
    void procrustesUndoesAnyRotation(@ForAll Random random) {
        BodyPart part = Loras.random("a", 2, 4, false, "1", random);
        double angle = random.nextDouble() * 2 * Math.PI;
        double[] rotation = { Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle) };
        BodyPart rotated = turned("b", part, rotation);

        MergedBody body = Merger.merge(new Merging.Mean(Weights.EQUAL, Alignment.PROCRUSTES), List.of(part, rotated));

        assertClose(Loras.update(body), Loras.update(part), 1e-4);
    }

    @Test
    void withoutAlignmentATurnedCopyCancelsTheFactorsAndNotTheUpdate() {
        BodyPart part = Loras.random("a", 2, 4, false, "1", new Random(5));
        BodyPart turned = turned("b", part, new double[]{ -1, 0, 0, -1 });

        assertThat(Loras.read(Merger.merge(Merging.Mean.EQUAL, List.of(part, turned)).tensors(), ".lora_A"))
                .containsOnly(0);
        assertClose(Loras.update(Merger.merge(CONCAT, List.of(part, turned))), Loras.update(part), 1e-6);
    }

    @Test
    void aNegativeWeightSubtractsTheUpdate() {
        Random random = new Random(6);
        List<BodyPart> parts = List.of(Loras.random("a", 2, 2, false, "2", random),
                Loras.random("b", 2, 2, false, "-0.5", random));

        assertClose(Loras.update(Merger.merge(CONCAT, parts)), Loras.meanUpdate(parts), 1e-5);
    }

    @Test
    void bottlenecksAreRefusedWithASuggestion() {
        BodyPart part = new BodyPart(Named.domain("a"), "a", MeanTest.PFEIFFER, MapTensors.of("x", 1, 2),
                BigDecimal.ONE);

        for (Merging merging : List.of(CONCAT, svd(OptionalInt.empty()),
                new Merging.Mean(Weights.EQUAL, Alignment.FLIP))) {
            assertThatThrownBy(() -> Merger.merge(merging, List.of(part))).hasMessageContaining("pfeiffer")
                    .extracting("code").isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
        }
    }

    private static final String VALUE = "encoder.layer.0.attention.self.value";

    private static BodyPart two(Random random) {
        BodyPart query = Loras.random("a", 2, 2, false, "1", random);
        Map<String, float[]> values = new TreeMap<>();
        Map<String, TensorShape> shapes = new TreeMap<>();
        for (AdapterLayer layer : query.tensors().layers()) {
            String value = layer.name().replace("query", "value");
            values.put(layer.name(), query.tensors().read(layer));
            values.put(value, query.tensors().read(layer));
            shapes.put(layer.name(), layer.shape());
            shapes.put(value, layer.shape());
        }
        return query.with(new MapTensors(values, shapes));
    }

    private static List<BodyPart> members(int count, Random random) {
        List<BodyPart> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String weight = String.valueOf(1 + random.nextInt(4) / 2.0);
            parts.add(Loras.random("id" + i, 1 + random.nextInt(4), 1 + random.nextInt(16), random.nextBoolean(),
                    weight, random));
        }
        return parts;
    }

    private static Merging svd(OptionalInt rank) {
        return new Merging.Svd(Weights.EQUAL, Alignment.NONE, rank);
    }

    private static double[] flips(int rank, Random random) {
        double[] q = new double[rank * rank];
        for (int k = 0; k < rank; k++) {
            q[k * rank + k] = random.nextBoolean() ? 1 : -1;
        }
        return q;
    }

    /** Q A and B Q', the same update. */
    private static BodyPart turned(String id, BodyPart part, double[] q) {
        float[] a = Loras.read(part.tensors(), ".lora_A");
        float[] b = Loras.read(part.tensors(), ".lora_B");
        int rank = a.length / Loras.IN;
        float[] turnedA = new float[a.length];
        float[] turnedB = new float[b.length];
        for (int i = 0; i < rank; i++) {
            for (int k = 0; k < rank; k++) {
                for (int j = 0; j < Loras.IN; j++) {
                    turnedA[i * Loras.IN + j] += (float) (q[i * rank + k] * a[k * Loras.IN + j]);
                }
                for (int row = 0; row < Loras.OUT; row++) {
                    turnedB[row * rank + i] += (float) (b[row * rank + k] * q[i * rank + k]);
                }
            }
        }
        LoraConfig config = LoraScales.lora(part);
        return Loras.part(id, rank, config.alpha(), config.rankStabilised(), "1", turnedA, turnedB);
    }

    private static void assertClose(double[] actual, double[] expected, double relative) {
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isEqualTo(expected[i], offset(relative * Math.max(1, largest)));
        }
    }
}
