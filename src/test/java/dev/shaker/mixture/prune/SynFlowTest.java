package dev.shaker.mixture.prune;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

import com.fasterxml.jackson.databind.JsonNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.TensorSetConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.mixture.merge.MapTensors;
import dev.shaker.mixture.spec.PruneScore;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

class SynFlowTest {
    private static final String M = "encoder.layer.0.output.adapter";
    private static final String Q = "encoder.layer.0.attention.self.query";

    /** PyTorch differentiates the definition: {@code src/test/python/synflow_goldens.py}. */
    @Test
    void masksAreThoseOfADifferentiatedSumOfOutputs() throws IOException {
        Path file = Path.of("src/test/resources/synflow-goldens.json");
        JsonNode goldens = JsonText.parse(ErrorCode.INTERNAL, file.toString(), Files.readAllBytes(file));
        int checked = 0;
        for (JsonNode adapter : goldens.path("adapters")) {
            Unpruned member = member(adapter);
            for (JsonNode golden : adapter.path("cases")) {
                PrunedTensors pruned = PrunedTensors.of(pruning(golden), member);
                for (AdapterLayer layer : member.body().layers()) {
                    assertThat(kept(pruned.read(layer))).as("%s %s", layer.name(), golden)
                            .isEqualTo(golden.path("kept").path(layer.name()).asText());
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(36 * 8 + 18 * 4);
    }

    @Property(tries = 200)
    void asMuchFlowsThroughTheLowerMatrixAsThroughTheUpper(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int in,
            @ForAll @IntRange(min = 1, max = 6) int inner) {
        var random = new Random(seed);
        Unpruned member = bottleneck(random, in, inner);

        var scores = new SynFlowModule(member, M, member.body().layers()).scores();

        double lower = sum(scores.get(ModulePart.LOWER)) + sum(scores.get(ModulePart.LOWER_BIAS));
        assertThat(sum(scores.get(ModulePart.UPPER))).isCloseTo(lower, withPercentage(1e-9));
        double last = sum(scores.get(ModulePart.UPPER_BIAS));
        assertThat(lower + last).isCloseTo(2 * ones(member, in, inner), withPercentage(1e-4));
    }

    /** R: what the module of absolute weights says to ones, its factor 2 aside. */
    private static double ones(Unpruned member, int in, int inner) {
        float[] down = read(member, ".down.weight");
        float[] bias = read(member, ".down.bias");
        float[] up = read(member, ".up.weight");
        double sum = 0;
        for (int o = 0; o < in; o++) {
            for (int j = 0; j < inner; j++) {
                double hidden = Math.abs(bias[j]);
                for (int i = 0; i < in; i++) {
                    hidden += Math.abs(down[j * in + i]);
                }
                sum += Math.abs(up[o * inner + j]) * hidden;
            }
            sum += Math.abs(read(member, ".up.bias")[o]);
        }
        return sum;
    }

    @Test
    void aLoraThatWasNeverTrainedIsRefused() {
        Unpruned fresh = lora(new float[]{ 1, -2, 3, 4, 5, 6 }, new float[4]);

        for (Pruning.Scope scope : Pruning.Scope.values()) {
            PrunedTensors pruned = PrunedTensors.of(synflow("0.5", scope, 1), fresh);
            assertThatThrownBy(() -> pruned.read(fresh.body().layers().getFirst())).isInstanceOf(ShakerException.class)
                    .hasMessageContaining(Q).hasMessageContaining("'d'").hasMessageContaining("never trained")
                    .extracting("code").isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
        }
    }

    @Test
    void tensorsThatAreNoPairAreRefused() {
        var body = new MapTensors(Map.of("layers.0.ia3_l", new float[]{ 1, 2 }), Map.of());
        var member = new Unpruned(Named.domain("d"), "id", new TensorSetConfig(AdapterMethod.IA3, "{}"), body,
                Optional.empty());

        PrunedTensors pruned = PrunedTensors.of(synflow("0.5", Pruning.Scope.LAYER, 1), member);

        assertThatThrownBy(() -> pruned.read(body.layers().getFirst())).isInstanceOf(ShakerException.class)
                .hasMessageContaining("layers.0.ia3_l").extracting("code")
                .isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
    }

    @Test
    void theScaleOfAModuleCountsWhereModulesAreRankedTogether() {
        var one = new float[]{ 1, 2 };
        var tensors = new HashMap<String, float[]>();
        var shapes = new HashMap<String, TensorShape>();
        for (String module : List.of("a", "b")) {
            tensors.put(module + ".lora_A", one);
            shapes.put(module + ".lora_A", TensorShape.of(1, 2));
            tensors.put(module + ".lora_B", one);
            shapes.put(module + ".lora_B", TensorShape.of(2, 1));
        }
        var config = new LoraConfig(2, 1, 1, false, new TreeSet<>(Set.of("a")), Map.of("a", 1, "b", 1),
                Map.of("a", 8.0, "b", 1.0));
        var member = new Unpruned(Named.domain("d"), "id", config, new MapTensors(tensors, shapes), Optional.empty());

        PrunedTensors pruned = PrunedTensors.of(synflow("0.5", Pruning.Scope.GLOBAL, 1), member);

        assertThat(member.body().layers().stream().map(layer -> kept(pruned.read(layer)))).containsExactly("11", "11",
                "00", "00");
    }

    @Test
    void onlyChosenLayersArePrunedAndTheOthersCarryTheFlow() {
        Unpruned all = bottleneck(new Random(3), 8, 4);
        var some = new Unpruned(all.domain(), all.adapterId(), all.config(), all.body(),
                Optional.of(Set.of(M + ".down.weight")));
        Pruning pruning = synflow("0.5", Pruning.Scope.BLOCK, 1);

        PrunedTensors pruned = PrunedTensors.of(pruning, some);
        some.body().layers().forEach(pruned::read);

        assertThat(pruned.achieved().values().stream().map(s -> (int) s.dropped())).containsExactly(0, 16, 0, 0);
    }

    @Test
    void nothingAndEverythingAreDroppedAsByMagnitude() {
        Unpruned member = bottleneck(new Random(4), 8, 4);
        AdapterLayer layer = member.body().layers().get(1);

        assertThat(PrunedTensors.of(synflow("0", Pruning.Scope.LAYER, 7), member).read(layer))
                .isEqualTo(member.body().read(layer));
        assertThat(PrunedTensors.of(synflow("1", Pruning.Scope.LAYER, 7), member).read(layer)).containsOnly(0);
    }

    private static Pruning pruning(JsonNode golden) {
        return new Pruning(new BigDecimal(golden.path("sparsity").asText()),
                Pruning.Scope.parse(golden.path("scope").asText()), OptionalInt.empty(), Pruning.Against.SELECTED,
                new PruneScore.SynFlow(golden.path("rounds").asInt()),
                Pruning.Biases.parse(golden.path("biases").asText()));
    }

    private static Pruning synflow(String sparsity, Pruning.Scope scope, int rounds) {
        return new Pruning(new BigDecimal(sparsity), scope, OptionalInt.empty(), Pruning.Against.SELECTED,
                new PruneScore.SynFlow(rounds), Pruning.Biases.PRUNE);
    }

    private static Unpruned member(JsonNode adapter) {
        var tensors = new HashMap<String, float[]>();
        var shapes = new HashMap<String, TensorShape>();
        adapter.path("tensors").properties().forEach(tensor -> {
            JsonNode given = tensor.getValue().path("values");
            var values = new float[given.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) given.get(i).asDouble();
            }
            tensors.put(tensor.getKey(), values);
            JsonNode shape = tensor.getValue().path("shape");
            shapes.put(tensor.getKey(), shape.size() == 1
                    ? TensorShape.of(shape.get(0).asInt())
                    : TensorShape.of(shape.get(0).asInt(), shape.get(1).asInt()));
        });
        AdapterConfig config = adapter.path("kind").asText().equals("lora")
                ? new LoraConfig(21, 3, 16, false, new TreeSet<>(Set.of("attention.self.query")),
                        Map.of(Q, 3, Q.replace("query", "value"), 4), Map.of(Q, 16.0, Q.replace("query", "value"), 6.0))
                : new BottleneckConfig(AdapterMethod.PFEIFFER, 24, 6, NonLinearity.RELU, 2);
        return new Unpruned(Named.domain("d"), "id", config, new MapTensors(tensors, shapes), Optional.empty());
    }

    private static Unpruned bottleneck(Random random, int in, int inner) {
        var tensors = Map.of(M + ".down.weight", gaussian(random, inner * in), M + ".down.bias",
                gaussian(random, inner), M + ".up.weight", gaussian(random, in * inner), M + ".up.bias",
                gaussian(random, in));
        var shapes = Map.of(M + ".down.weight", TensorShape.of(inner, in), M + ".up.weight",
                TensorShape.of(in, inner));
        return new Unpruned(Named.domain("d"), "id",
                new BottleneckConfig(AdapterMethod.PFEIFFER, in, inner, NonLinearity.RELU, 2),
                new MapTensors(tensors, shapes), Optional.empty());
    }

    private static Unpruned lora(float[] a, float[] b) {
        var config = new LoraConfig(3, 2, 2, false, new TreeSet<>(Set.of("attention.self.query")), Map.of(Q, 2),
                Map.of(Q, 2.0));
        return new Unpruned(Named.domain("d"), "id", config,
                new MapTensors(Map.of(Q + ".lora_A", a, Q + ".lora_B", b),
                        Map.of(Q + ".lora_A", TensorShape.of(2, 3), Q + ".lora_B", TensorShape.of(2, 2))),
                Optional.empty());
    }

    private static float[] gaussian(Random random, int n) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] read(Unpruned member, String part) {
        return member.body().read(member.body().layer(M + part));
    }

    private static String kept(float[] values) {
        var kept = new StringBuilder();
        for (float value : values) {
            kept.append(value == 0 ? '0' : '1');
        }
        return kept.toString();
    }

    private static double sum(double[] values) {
        return DoubleStream.of(values).sum();
    }
}
