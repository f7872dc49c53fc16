package dev.shaker.mixture.merge;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.error.ErrorCode;
import dev.shaker.linear.Thin;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.MergingJson;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

/**
 * Merges of LoRA updates against their published definitions on whole matrices, see
 * {@code src/test/python/lora_merge_goldens.py}.
 */
class UpdateMergesTest {
    private static final Path GOLDENS = Path.of("src/test/resources/lora-merge-goldens.json");
    private static final Map<String, String> REQUESTS = Map.ofEntries(
            Map.entry("knots ties 0.2", "{'method':'knots'}"),
            Map.entry("knots ties 0.7", "{'method':'knots','inner':'ties','density':0.7}"),
            Map.entry("core-space ties 0.5", "{'method':'core-space','density':0.5}"),
            Map.entry("core-space mean", "{'method':'core-space','inner':'mean'}"),
            Map.entry("core-space tsv-m", "{'method':'core-space','inner':'tsv-m'}"),
            Map.entry("core-space iso-c", "{'method':'core-space','inner':'iso-c'}"),
            Map.entry("tsv-m", "{'method':'tsv-m'}"), Map.entry("iso-c", "{'method':'iso-c'}"),
            Map.entry("model-stock", "{'method':'model-stock'}"), Map.entry("lora-lego", "{'method':'lora-lego'}"),
            Map.entry("lora-lego 3", "{'method':'lora-lego','rank':3,'seed':5}"));

    private final Map<String, JsonNode> cases = new HashMap<>();

    UpdateMergesTest() throws IOException {
        for (JsonNode golden : JsonText.parse(ErrorCode.INTERNAL, GOLDENS.toString(), Files.readAllBytes(GOLDENS))) {
            cases.put(golden.path("name").asText(), golden);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "two of one rank", "ranks and scales differ", "weights, one negative",
            "one direction in common", "a module that one lacks", "three copies" })
    void everyMethodGivesWhatItsDefinitionGives(String name) {
        JsonNode golden = cases.get(name);
        List<BodyPart> parts = parts(golden);
        assertThat(golden.path("expected").size()).isGreaterThanOrEqualTo(8);
        golden.path("expected").properties().forEach(method -> {
            MergedBody body = Merger.merge(merging(REQUESTS.get(method.getKey())), parts);
            method.getValue().properties().forEach(module -> assertClose(name + ": " + method.getKey(),
                    update(body, module.getKey()), doubles(module.getValue()), 2e-6));
        });
    }

    /** Copies agree in everything: whatever divides by the weights, and whatever makes them orthogonal, gives the adapter back. */
    @ParameterizedTest
    @ValueSource(strings = { "{'method':'knots','density':1}", "{'method':'knots','inner':'mean'}",
            "{'method':'core-space','inner':'ties','density':1}", "{'method':'tsv-m'}",
            "{'method':'core-space','inner':'tsv-m'}", "{'method':'model-stock'}", "{'method':'lora-lego'}",
            "{'method':'lora-lego','rank':3}" })
    void copiesMergeToTheAdapter(String request) {
        List<BodyPart> copies = parts(cases.get("three copies"));
        MergedBody body = Merger.merge(merging(request), copies);
        for (String module : LoraScales.modules(copies.getFirst())) {
            if (request.contains("tsv-m") && module.endsWith("query")) {
                // Of five singular vectors each of three has one, and the adapter has two.
                continue;
            }
            assertClose(request, update(body, module), update(new MergedBody(copies.getFirst().config(),
                    copies.getFirst().tensors()), module), 2e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "{'method':'knots','inner':'mean'}", "{'method':'core-space','inner':'mean'}",
            "{'method':'model-stock'}", "{'method':'lora-lego'}" })
    void oneMemberOfAMeanIsItselfBitForBit(String request) {
        BodyPart one = parts(cases.get("ranks and scales differ")).getFirst();
        MergedBody body = Merger.merge(merging(request), List.of(one));
        assertThat(body.config()).isEqualTo(one.config());
        body.tensors().layers().forEach(layer -> assertThat(body.tensors().read(layer))
                .isEqualTo(one.tensors().read(one.tensors().layer(layer.name()))));
    }

    /** Its singular values are one and the same, and their sum is what it was. */
    @Test
    void isoSpreadsTheSpectrumEvenly() {
        List<BodyPart> parts = parts(cases.get("ranks and scales differ"));
        String module = LoraScales.modules(parts.getFirst()).first();
        double[] values = Thin.svd(matrix(Merger.merge(merging("{'method':'iso-c'}"), parts), module)).values();
        double[] before = Thin
                .svd(matrix(Merger.merge(merging("{'method':'core-space','inner':'task-arithmetic'}"), parts), module))
                .values();
        double sum = 0;
        for (double value : before) {
            sum += value;
        }
        for (double value : values) {
            assertThat(value).isEqualTo(sum / before.length, offset(1e-4));
        }
    }

    /** Two that point apart have no mean that a model of both would have: the base model stays as it is. */
    @Test
    void modelStockNeverTurnsTheMean() {
        BodyPart one = parts(cases.get("two of one rank")).getFirst();
        BodyPart opposite = new BodyPart(Named.domain("b"), "b", one.config(), new NegatedB(one.tensors()),
                new BigDecimal("0.5"));
        MergedBody body = Merger.merge(merging("{'method':'model-stock'}"), List.of(one, opposite));
        for (String module : LoraScales.modules(one)) {
            assertThat(update(body, module)).containsOnly(0);
        }
        assertThat(body.report().get().path("ratioByModule").properties())
                .allSatisfy(ratio -> assertThat(ratio.getValue().doubleValue()).isZero());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "{'method':'model-stock'} | weights of 'model-stock' are shares",
            "{'method':'lora-lego'} | weights of 'lora-lego' are shares",
            "{'method':'core-space','inner':'slerp'} | between two members" })
    void whatHasNoMeaningIsRefused(String request, String reason) {
        List<BodyPart> parts = parts(cases.get("weights, one negative"));
        Merging merging = merging(request);
        assertThatThrownBy(() -> Merger.merge(merging, parts)).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{'method':'knots'}", "{'method':'core-space'}", "{'method':'tsv-m'}",
            "{'method':'iso-c'}", "{'method':'model-stock'}", "{'method':'lora-lego'}" })
    void bottlenecksAreRefused(String request) {
        BodyPart part = new BodyPart(Named.domain("a"), "a", MeanTest.PFEIFFER, MapTensors.of("x", 1, 2),
                BigDecimal.ONE);
        Merging merging = merging(request);
        assertThatThrownBy(() -> Merger.merge(merging, List.of(part))).hasMessageContaining("low-rank updates")
                .extracting("code").isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
    }

    /** Ties, draws and outliers inside a space, where nothing published tells the values: zeros in, zeros out, and the same again. */
    @ParameterizedTest
    @ValueSource(strings = { "dare-linear", "dare-ties", "della", "breadcrumbs", "task-arithmetic" })
    void everyMergeByTensorWorksInsideBothSpaces(String inner) {
        List<BodyPart> parts = parts(cases.get("ranks and scales differ"));
        for (String space : List.of("knots", "core-space")) {
            Merging merging = merging("{'method':'" + space + "','inner':'" + inner + "','lambda':0.5}");
            MergedBody body = Merger.merge(merging, parts);
            MergedBody again = Merger.merge(merging, parts);
            body.tensors().layers().reversed().forEach(layer -> assertThat(again.tensors().read(layer))
                    .isEqualTo(body.tensors().read(layer)));
            double[] plain = update(
                    Merger.merge(merging("{'method':'" + space + "','inner':'task-arithmetic','lambda':0.5}"),
                            parts),
                    LoraScales.modules(parts.getFirst()).first());
            double[] merged = update(body, LoraScales.modules(parts.getFirst()).first());
            assertThat(merged.length).isEqualTo(plain.length);
            assertThat(Arrays.equals(merged, plain)).isEqualTo(inner.equals("task-arithmetic"));
        }
    }

    /** Unbiased: over many draws DARE's mean is the sum itself. */
    @Test
    void dareInsideTheCoreIsRightOnAverage() {
        List<BodyPart> parts = parts(cases.get("two of one rank"));
        String module = LoraScales.modules(parts.getFirst()).first();
        double[] sum = update(Merger.merge(merging("{'method':'core-space','inner':'task-arithmetic'}"), parts),
                module);
        double[] mean = new double[sum.length];
        int draws = 4000;
        for (int seed = 0; seed < draws; seed++) {
            double[] one = update(Merger.merge(
                    merging("{'method':'core-space','inner':'dare-linear','density':0.5,'seed':" + seed + "}"), parts),
                    module);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += one[i] / draws;
            }
        }
        for (int i = 0; i < sum.length; i++) {
            assertThat(mean[i]).isEqualTo(sum[i], offset(0.25));
        }
    }

    /** A product of the factors would take 80 GB. */
    @ParameterizedTest
    @ValueSource(strings = { "{'method':'knots'}", "{'method':'core-space'}", "{'method':'tsv-m'}",
            "{'method':'iso-c'}", "{'method':'model-stock'}", "{'method':'lora-lego'}" })
    void nothingOfTheSizeOfAWeightIsFormed(String request) {
        int size = 100_000;
        Random random = new Random(3);
        List<BodyPart> parts = new ArrayList<>();
        for (int rank = 1; rank <= 2; rank++) {
            parts.add(new BodyPart(Named.domain("d" + rank), "id" + rank,
                    new LoraConfig(0, rank, rank, false, new TreeSet<>(List.of("q")), Map.of("q", rank),
                            Map.of("q", (double) rank)),
                    new MapTensors(Map.of("q.lora_A", Loras.gaussian(rank * size, random), "q.lora_B",
                            Loras.gaussian(size * rank, random)),
                            Map.of("q.lora_A", TensorShape.of(rank, size), "q.lora_B", TensorShape.of(size, rank))),
                    BigDecimal.ONE));
        }
        MergedBody body = Merger.merge(merging(request), parts);
        assertThat(body.tensors().read(body.tensors().layer("q.lora_B")).length).isLessThanOrEqualTo(3 * size);
        assertThat(body.tensors().read(body.tensors().layer("q.lora_A")).length).isLessThanOrEqualTo(3 * size);
    }

    private record NegatedB(Tensors source) implements Tensors {
        @Override
        public List<AdapterLayer> layers() {
            return source.layers();
        }

        @Override
        public float[] read(AdapterLayer layer) {
            float[] values = source.read(layer);
            for (int i = 0; LoraScales.isB(layer.name()) && i < values.length; i++) {
                values[i] = -values[i];
            }
            return values;
        }
    }

    private static Merging merging(String request) {
        return MergingJson.read(JsonText.parse(ErrorCode.INTERNAL, "request",
                request.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static List<BodyPart> parts(JsonNode golden) {
        List<BodyPart> parts = new ArrayList<>();
        for (JsonNode member : golden.path("members")) {
            Map<String, float[]> values = new TreeMap<>();
            Map<String, TensorShape> shapes = new TreeMap<>();
            Map<String, Integer> ranks = new TreeMap<>();
            Map<String, Double> alphas = new TreeMap<>();
            member.path("modules").properties().forEach(module -> {
                int rank = module.getValue().path("rank").asInt();
                for (String factor : List.of("a", "b")) {
                    float[] own = floats(module.getValue().path(factor));
                    String name = module.getKey() + (factor.equals("a") ? LoraModule.A : LoraModule.B);
                    values.put(name, own);
                    shapes.put(name, factor.equals("a")
                            ? TensorShape.of(rank, own.length / rank)
                            : TensorShape.of(own.length / rank, rank));
                }
                ranks.put(module.getKey(), rank);
                alphas.put(module.getKey(), member.path("alpha").asDouble());
            });
            String id = "id" + parts.size();
            parts.add(new BodyPart(Named.domain(id), id,
                    new LoraConfig(7, 1, 1, member.path("rslora").asBoolean(),
                            new TreeSet<>(List.of("attention.self.query")), ranks, alphas),
                    new MapTensors(values, shapes), BigDecimal.valueOf(member.path("weight").asDouble())));
        }
        return parts;
    }

    private static double[] update(MergedBody body, String module) {
        return matrix(body, module).data;
    }

    private static DMatrixRMaj matrix(MergedBody body, String module) {
        var a = body.tensors().layer(module + LoraModule.A);
        var b = body.tensors().layer(module + LoraModule.B);
        int rank = a.shape().dimension(0);
        var product = Thin.product(Vectors.matrix(b.shape().dimension(0), rank, body.tensors().read(b)),
                Vectors.matrix(rank, a.shape().dimension(1), body.tensors().read(a)));
        CommonOps_DDRM.scale(((LoraConfig) body.config()).scale(module), product);
        return product;
    }

    private static void assertClose(String what, double[] actual, double[] expected, double relative) {
        double largest = 1;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("%s at %d", what, i).isEqualTo(expected[i], offset(relative * largest));
        }
    }

    private static double[] doubles(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).asDouble();
        }
        return values;
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).asDouble();
        }
        return values;
    }
}
