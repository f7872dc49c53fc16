package dev.shaker.families;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.SpaceSignature;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.adapter.io.DecoderSupport;
import dev.shaker.adapter.io.EncoderSupport;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.UpdatePlanes;
import dev.shaker.mixture.Mixer;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.mixture.Recipe;
import dev.shaker.mixture.spec.SpecJson;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.TensorType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Compares, mixes and writes every adapter that the stock library wrote, and holds docs/support.md against what came of it. With
 * SHAKER_SUPPORT_WRITE=1 the page is written instead. The mixtures are left in target/families, where src/test/python/families.py
 * loads them with the stock library and notes in loaded.json the bytes that it loaded and computed right.
 */
class FamilySupportTest {
    private static final Path MIXTURES = Path.of("target/families");
    /** Weighted 1 and 1, an update and its double make one and a half. */
    private static final double SHARE = 1.5;
    /** Merges of updates, and shapes of their results. */
    private static final Map<String, String> REQUESTS = Map.of("knots", "{'method':'knots','density':0.5}",
            "core-space",
            "{'method':'core-space','inner':'tsv-m'}", "tsv-m", "{'method':'tsv-m'}", "iso-c", "{'method':'iso-c'}",
            "model-stock", "{'method':'model-stock'}", "lora-lego", "{'method':'lora-lego'}", "rank",
            "{'method':'concat','rank':2}", "uniform", "{'method':'concat','uniform':true}", "served",
            "{'method':'knots','inner':'mean','rank':3,'uniform':true}");

    @Test
    void thePageSaysWhatComesOfEveryAdapter() throws IOException {
        // Given
        for (String name : Family.PEFT.names()) {
            SupportTable.clear(MIXTURES.resolve(name));
        }
        JsonNode loaded = Family.PEFT.json("loaded.json");
        StringBuilder table = new StringBuilder("""
                | family | adapter | task | compare | mix | write back | evaluate |
                |---|---|---|---|---|---|---|
                """);

        // When
        for (String name : Family.PEFT.names()) {
            table.append(row(name, loaded)).append('\n');
        }

        // Then
        SupportTable.requireInPage("FamilySupportTest from src/test/resources/families", table.toString());
    }

    /** What one has and the other lacks, and other names before the modules of one model. */
    @ParameterizedTest
    @CsvSource({ "llama.lora,llama.embedding", "llama.lora.feature-extraction,llama.lora",
            "llama.adalora,llama.all-linear",
            "gpt2.lora,gpt2.embedding", "gpt2.lora.seq-cls,gpt2.lora.feature-extraction", "bert.lora,bert.embedding",
            "bert.all-linear,bert.lora.token-cls", "t5.lora,t5.embedding", "distilbert.lora,distilbert.lora.token-cls",
            "mixtral.lora,mixtral.all-linear", "llama.patterns,llama.rslora" })
    void adaptersOfOneModelThatDifferMakeAMixtureThatLoads(String one, String other) throws IOException {
        Path place = MIXTURES.resolve(one + "+" + other);
        SupportTable.clear(place);
        new Mixer(1).mix(SupportTable.recipe("concat", Family.PEFT.open(one).method().wire()),
                member -> Family.PEFT.open(member.domain().name().equals("a") ? one : other), new LocalSink(place),
                () -> new LocalFiles(place));
        ObjectNode mixture = JsonText.object();
        mixture.putObject("changes").setAll(mean(Family.PEFT.expected(one), Family.PEFT.expected(other)));
        Files.write(place.resolve("mixture.json"), JsonText.pretty(mixture));
        assertThat(Family.PEFT.json("loaded.json").path(one + "+" + other).asText()).as("run families.py load")
                .isEqualTo(digest(place));
    }

    /** Of members whose ranks and scales differ, each module changed as the written factors say. */
    @ParameterizedTest
    @CsvSource({ "llama.lora,llama.patterns", "gpt2.lora,gpt2.rslora", "bert.lora,bert.patterns",
            "llama.embedding,llama.rslora", "mixtral.lora,mixtral.all-linear", "llama.bf16,llama.bf16",
            "vit.saved,vit.lora", "vit.conv,vit.conv-all" })
    void everyMergeOfUpdatesMakesAMixtureThatLoads(String one, String other) throws IOException {
        SortedMap<String, String> written = new TreeMap<>();
        SortedMap<String, String> loaded = new TreeMap<>();
        for (var request : REQUESTS.entrySet()) {
            String name = one + "+" + other + "@" + request.getKey();
            Path place = MIXTURES.resolve(name);
            SupportTable.clear(place);
            JsonNode merge = JsonText.parse(ErrorCode.INTERNAL, name,
                    request.getValue().replace('\'', '"').getBytes(StandardCharsets.UTF_8));
            new Mixer(1).mix(SupportTable.recipe(merge, "lora"), member -> member.domain().name().equals("a")
                    ? Family.PEFT.open(one)
                    : one.equals(other) ? Family.doubled(Family.PEFT.open(one)) : Family.PEFT.open(other),
                    new LocalSink(place),
                    () -> new LocalFiles(place));
            Adapter mixed = MixtureFiles.open(new LocalFiles(place), Named.domain("a"));
            ObjectNode mixture = JsonText.object();
            mixture.putObject("changes").setAll(changes(mixed, Family.PEFT.expected(one), Family.PEFT.expected(other)));
            Files.write(place.resolve("mixture.json"), JsonText.pretty(mixture));
            if (merge.has("uniform")) {
                JsonNode config = JsonText.parse(ErrorCode.INTERNAL, name, mixed.source().orElseThrow().config()
                        .getBytes(StandardCharsets.UTF_8));
                assertThat(config.path("rank_pattern")).isEmpty();
                assertThat(config.path("alpha_pattern")).isEmpty();
                assertThat(config.path("lora_alpha").asDouble()).isEqualTo(config.path("r").asDouble());
            }
            written.put(name, digest(place));
            loaded.put(name, Family.PEFT.json("loaded.json").path(name).asText());
        }
        assertThat(loaded).as("run families.py load").isEqualTo(written);
    }

    /** scale B A of every module, under the names that the library has for them. */
    private static SortedMap<String, JsonNode> changes(Adapter mixed, JsonNode one, JsonNode other) {
        SortedMap<String, JsonNode> changes = new TreeMap<>();
        for (String name : mean(one, other).keySet()) {
            changes.put(name, LoraChange.of(mixed, TensorNames.withoutArchitecture(name)));
        }
        return changes;
    }

    /** What was made before members kept their type can be made again. */
    @Test
    void recipesOfTheFirstVersionAreWrittenInFloat32AsTheyWere() throws IOException {
        Path place = MIXTURES.resolveSibling("first-version");
        SupportTable.clear(place);
        Recipe today = SupportTable.recipe("mean", "lora");
        Recipe before = new Recipe("shaker-mixture/1", today.space(), today.generation(), today.baseModel(),
                today.adapterMethod(), today.members(), today.spec(), today.scores(), Optional.empty());
        new Mixer(1).mix(before, member -> Family.PEFT.open("llama.bf16"), new LocalSink(place),
                () -> new LocalFiles(place));
        Adapter back = MixtureFiles.open(new LocalFiles(place), Named.domain("a"));
        assertThat(back.body().type(back.body().layers().getFirst())).isEqualTo(TensorType.F32);
    }

    /** The halves of both, under the first one's names; magnitudes do not add up. */
    private static SortedMap<String, JsonNode> mean(JsonNode one, JsonNode other) {
        SortedMap<String, JsonNode> means = new TreeMap<>();
        String first = one.get("changes").fieldNames().next();
        String prefix = first.substring(0, first.length() - TensorNames.withoutArchitecture(first).length());
        one.get("changes").properties().forEach(change -> means.put(change.getKey(), half(change.getValue(), null)));
        other.get("changes").properties().forEach(change -> {
            String module = prefix + TensorNames.withoutArchitecture(change.getKey());
            means.merge(module, half(change.getValue(), null), (mine, theirs) -> half(one.get("changes").get(module),
                    change.getValue()));
        });
        return means;
    }

    private static ObjectNode half(JsonNode one, @Nullable JsonNode other) {
        ObjectNode half = JsonText.object();
        half.set("shape", one.get("shape"));
        for (String number : new String[]{ "sum", "first" }) {
            half.put(number,
                    (one.get(number).doubleValue() + (other == null ? 0 : other.get(number).doubleValue())) / 2);
        }
        return half;
    }

    private static String row(String name, JsonNode loaded) throws IOException {
        String[] parts = name.split("\\.", 3);
        String start = "| " + parts[0] + " | " + parts[1] + " | ";
        Adapter adapter;
        try {
            adapter = Family.PEFT.open(name);
        } catch (ShakerException e) {
            return start + SupportTable.refusal(e);
        }
        String task = JsonText.parse(ErrorCode.INTERNAL, name,
                adapter.source().orElseThrow().config().getBytes(StandardCharsets.UTF_8)).path("task_type").asText("");
        String written = mix(name, adapter);
        String back = loaded.path(name).asText().equals(written)
                ? "loads"
                : "differs from what the library loaded: run families.py load";
        return start + (task.equals("null") ? "" : task) + " | " + SupportTable.compare(adapter) + " | "
                + SupportTable.mixes(adapter) + " | " + back + " | "
                + SupportTable.evaluate(MIXTURES, parts[0], adapter) + " |";
    }

    /** Mixes an adapter with its double and reads the mixture back; returns the digest of the first written weights. */
    private static String mix(String name, Adapter adapter) throws IOException {
        Path place = MIXTURES.resolve(name);
        boolean lora = adapter.config() instanceof LoraConfig;
        SupportTable.mixes(adapter);
        new Mixer(1).mix(SupportTable.recipe(lora ? "concat" : "mean", adapter.method().wire()),
                member -> member.domain().name().equals("a") ? adapter : Family.doubled(adapter),
                new LocalSink(place), () -> new LocalFiles(place));
        Adapter back = MixtureFiles.open(new LocalFiles(place), Named.domain("a"));
        assertThat(back.body().type(back.body().layers().getFirst()))
                .isEqualTo(adapter.body().type(adapter.body().layers().getFirst()));
        assertThat(back.head().map(head -> head.tensors().layers().size()))
                .isEqualTo(adapter.head().map(head -> head.tensors().layers().size()));
        Files.write(place.resolve("mixture.json"), JsonText.pretty(expected(name)));
        return digest(place);
    }

    private static String digest(Path place) throws IOException {
        Path domain = place.resolve("domains/a");
        return Sha256.hex(Files.readAllBytes((Files.exists(domain) ? domain : place.resolve("body"))
                .resolve("adapter_model.safetensors")));
    }

    /** What the library must compute of the mixture: the change of every module. */
    private static ObjectNode expected(String name) {
        ObjectNode mixture = JsonText.object();
        SortedMap<String, JsonNode> changes = new TreeMap<>();
        Family.PEFT.expected(name).get("changes").properties().forEach(change -> {
            ObjectNode numbers = change.getValue().deepCopy();
            for (String number : new String[]{ "sum", "magnitude", "first" }) {
                numbers.put(number, SHARE * numbers.get(number).doubleValue());
            }
            changes.put(change.getKey(), numbers);
        });
        mixture.putObject("changes").setAll(changes);
        return mixture;
    }
}
