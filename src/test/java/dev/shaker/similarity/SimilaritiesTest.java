package dev.shaker.similarity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

/** What numpy makes of the same updates by forming their products: {@code src/test/python/similarity_goldens.py}. */
class SimilaritiesTest {
    private static final Path GOLDENS = Path.of("src/test/resources/similarity-goldens.json");

    @Test
    void everyMeasureIsThatOfTheProducts() throws IOException {
        JsonNode cases = JsonText.parse(ErrorCode.INTERNAL, GOLDENS.toString(), Files.readAllBytes(GOLDENS));
        assertThat(cases).hasSize(9);
        for (JsonNode golden : cases) {
            String name = golden.path("name").asText();
            LowRankUpdate a = update("a", golden, "a");
            LowRankUpdate b = update("b", golden, "b");

            PairSimilarity pair = Similarities.of(a, b);

            assertThat(pair.modules()).hasSameSizeAs(golden.path("modules"));
            int i = 0;
            for (Similarity module : pair.modules().values()) {
                assertAgrees(name + " module " + i, module, golden.path("modules").path(i++).path("measures"));
            }
            assertAgrees(name, pair.total(), golden.path("total"));
            assertThat(Similarities.of(List.of(b, a)).pair(1, 0).inner()).isEqualTo(pair.total().inner());
            assertAgrees(name + " of a set", Similarities.of(List.of(a, b)).pair(0, 1), golden.path("total"));
        }
    }

    @Test
    void aModuleThatOneOfTheTwoLacksIsAnUpdateOfZero() {
        LowRankUpdate two = lora("two", 3, 2, new float[][]{ { 1, 0, 0, 1, 0, 0 }, { 2, 0, 0, 2 } },
                new float[][]{ { 0, 1, 0, 0 }, { 1, 1 } });
        LowRankUpdate one = lora("one", 3, 2, new float[][]{ { 1, 0, 0, 1, 0, 0 }, { 2, 0, 0, 2 } });

        PairSimilarity pair = Similarities.of(two, one);

        assertThat(pair.modules()).hasSize(2);
        assertThat(pair.modules().get("m1").cosine()).isEmpty();
        assertThat(pair.modules().get("m0").cosine()).hasValueCloseTo(1.0, offset(1e-12));
        double own = pair.total().a().energy();
        assertThat(pair.total().cosine().orElseThrow())
                .isCloseTo(Math.sqrt(pair.total().b().energy() / own), offset(1e-12));
        assertThat(pair.total().columnAngles()).hasSize(pair.total().b().rank());
    }

    @Test
    void modulesOfDifferentShapesAreRefusedByName() {
        LowRankUpdate wide = lora("wide", 4, 1, new float[][]{ { 1, 2, 3, 4 }, { 1, 1 } });
        LowRankUpdate narrow = lora("narrow", 3, 1, new float[][]{ { 1, 2, 3 }, { 1, 1 } });

        assertThatThrownBy(() -> Similarities.of(wide, narrow)).isInstanceOf(ShakerException.class)
                .hasMessageContaining("'narrow'").hasMessageContaining("m0").hasMessageContaining("[2, 3]");
    }

    /** The adapters that PEFT trained, and what numpy counted of them: SHAKER_DECODER names their directory. */
    @Test
    @EnabledIfEnvironmentVariable(named = "SHAKER_DECODER", matches = ".+")
    void realAdaptersAgreeWithNumpy() throws IOException {
        Path decoder = Path.of(System.getenv("SHAKER_DECODER"));
        JsonNode expected = JsonText.parse(ErrorCode.INTERNAL, "expected.json",
                Files.readAllBytes(decoder.resolve("expected.json")));
        for (JsonNode golden : expected.path("measures")) {
            LowRankUpdate a = stored(decoder.resolve("lora").resolve(golden.path("pair").path(0).asText()));
            LowRankUpdate b = stored(decoder.resolve("lora").resolve(golden.path("pair").path(1).asText()));

            Similarity total = Similarities.of(a, b).total();

            assertThat(total.cosine().orElseThrow()).isCloseTo(golden.path("cosine").asDouble(), offset(1e-6));
            assertThat(total.a().norm()).isCloseTo(golden.path("norms").path(0).asDouble(), offset(1e-5));
            assertThat(total.b().norm()).isCloseTo(golden.path("norms").path(1).asDouble(), offset(1e-5));
        }
    }

    private static LowRankUpdate stored(Path directory) {
        Adapter adapter = AdapterReader.open(new LocalFiles(directory));
        return new LowRankUpdate(String.valueOf(directory.getFileName()), (LoraConfig) adapter.config(),
                adapter.body());
    }

    private static void assertAgrees(String name, Similarity actual, JsonNode golden) {
        assertThat(actual.a().norm()).as(name).isCloseTo(golden.path("normA").asDouble(), offset(1e-9));
        assertThat(actual.b().norm()).as(name).isCloseTo(golden.path("normB").asDouble(), offset(1e-9));
        assertThat(actual.a().rank()).as(name).isEqualTo(golden.path("rankA").asInt());
        assertThat(actual.b().rank()).as(name).isEqualTo(golden.path("rankB").asInt());
        assertThat(actual.a().effectiveRank()).as(name).isCloseTo(golden.path("effectiveRankA").asDouble(),
                offset(1e-9));
        assertThat(actual.b().effectiveRank()).as(name).isCloseTo(golden.path("effectiveRankB").asDouble(),
                offset(1e-9));
        assertAgrees(name + " cosine", actual.cosine(), golden.path("cosine"));
        assertAgrees(name + " columns", actual.columnOverlap(), golden.path("columnOverlap"));
        assertAgrees(name + " rows", actual.rowOverlap(), golden.path("rowOverlap"));
        assertAgrees(name + " shared a", actual.sharedEnergyA(), golden.path("sharedEnergyA"));
        assertAgrees(name + " shared b", actual.sharedEnergyB(), golden.path("sharedEnergyB"));
        assertAngles(name, actual.columnAngles(), golden.path("columnAngles"));
        assertAngles(name, actual.rowAngles(), golden.path("rowAngles"));
    }

    private static void assertAgrees(String name, OptionalDouble actual, JsonNode golden) {
        Optional<Double> value = actual.isPresent() ? Optional.of(actual.getAsDouble()) : Optional.empty();
        assertThat(value.isPresent()).as(name).isEqualTo(golden.isNumber());
        value.ifPresent(number -> assertThat(number).as(name).isCloseTo(golden.asDouble(), offset(1e-7)));
    }

    private static void assertAngles(String name, double[] actual, JsonNode golden) {
        assertThat(actual).as(name).hasSize(golden.size());
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as(name).isCloseTo(golden.path(i).asDouble(), offset(1e-6));
        }
    }

    private static LowRankUpdate update(String name, JsonNode golden, String which) {
        Map<String, float[]> tensors = new TreeMap<>();
        Map<String, TensorShape> shapes = new TreeMap<>();
        Map<String, Integer> ranks = new TreeMap<>();
        Map<String, Double> alphas = new TreeMap<>();
        int i = 0;
        for (JsonNode one : golden.path("modules")) {
            JsonNode factors = one.path(which);
            String module = "m" + i++;
            int rank = factors.path("rank").asInt();
            ranks.put(module, rank);
            alphas.put(module, factors.path("scale").asDouble() * rank);
            tensors.put(module + ".lora_A", floats(factors.path("a")));
            shapes.put(module + ".lora_A", TensorShape.of(rank, golden.path("in").asInt()));
            tensors.put(module + ".lora_B", floats(factors.path("b")));
            shapes.put(module + ".lora_B", TensorShape.of(golden.path("out").asInt(), rank));
        }
        return new LowRankUpdate(name, new LoraConfig(0, 1, 1, false, new TreeSet<>(), ranks, alphas),
                new InMemory(tensors, shapes));
    }

    /** Modules m0, m1 … of scale 1, each as its A and B. */
    private static LowRankUpdate lora(String name, int in, int rank, float[][]... modules) {
        Map<String, float[]> tensors = new TreeMap<>();
        Map<String, TensorShape> shapes = new TreeMap<>();
        Map<String, Integer> ranks = new TreeMap<>();
        Map<String, Double> alphas = new TreeMap<>();
        for (int i = 0; i < modules.length; i++) {
            int own = modules[i][0].length / in;
            ranks.put("m" + i, own);
            alphas.put("m" + i, (double) own);
            tensors.put("m" + i + ".lora_A", modules[i][0]);
            shapes.put("m" + i + ".lora_A", TensorShape.of(own, in));
            tensors.put("m" + i + ".lora_B", modules[i][1]);
            shapes.put("m" + i + ".lora_B", TensorShape.of(modules[i][1].length / own, own));
        }
        return new LowRankUpdate(name, new LoraConfig(0, rank, rank, false, new TreeSet<>(), ranks, alphas),
                new InMemory(tensors, shapes));
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).asDouble();
        }
        return values;
    }

    private record InMemory(Map<String, float[]> values, Map<String, TensorShape> shapes) implements Tensors {
        @Override
        public List<AdapterLayer> layers() {
            List<AdapterLayer> layers = new ArrayList<>();
            shapes.forEach((name, shape) -> layers.add(new AdapterLayer(name, shape, name)));
            return layers;
        }

        @Override
        public float[] read(AdapterLayer layer) {
            return values.getOrDefault(layer.name(), new float[0]);
        }
    }
}
