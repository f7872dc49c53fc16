package dev.shaker.families;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.SpaceSignature;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.mixture.Mixer;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorFiles;
import dev.shaker.tensor.TensorInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Compares, mixes and writes every adapter that AdapterHub wrote, and holds docs/support.md against what came of it. The mixtures are
 * left in target/hub-families, where src/test/python/hub_families.py loads them with the stock library and notes in loaded.json the
 * bytes that it loaded and computed right.
 */
class HubFamilySupportTest {
    private static final Path MIXTURES = Path.of("target/hub-families");
    /** A LoRA module's factors are weighted 1 and 1: an update and its double make one and a half. */
    private static final double SHARE = 1.5;

    @Test
    void thePageSaysWhatComesOfEveryAdapter() throws IOException {
        // Given
        JsonNode loaded = Family.ADAPTER_HUB.json("loaded.json");
        StringBuilder table = new StringBuilder("""
                | family | adapter | head | method | compare | mix | write back | evaluate |
                |---|---|---|---|---|---|---|---|
                """);

        // When
        for (String name : Family.ADAPTER_HUB.names()) {
            SupportTable.clear(MIXTURES.resolve(name));
            table.append(row(name, loaded)).append('\n');
        }

        // Then
        SupportTable.requireInPage("HubFamilySupportTest from src/test/resources/hub-families", table.toString());
    }

    static Stream<String> readable() {
        return Family.ADAPTER_HUB.names().stream()
                .filter(name -> !name.contains("loreft") && !name.contains("mtl_lora"));
    }

    @ParameterizedTest
    @MethodSource("readable")
    void everyTensorIsReadAndEveryModuleChangesAsInTheLibrary(String name) {
        // Given
        JsonNode expected = Family.ADAPTER_HUB.expected(name);

        // When
        Adapter adapter = Family.ADAPTER_HUB.open(name);

        // Then
        SortedMap<String, Double> stored = new TreeMap<>();
        add(stored, adapter.body());
        adapter.head().map(Head::tensors).ifPresent(head -> add(stored, head));
        SortedMap<String, Double> sums = new TreeMap<>();
        expected.get("tensors").properties()
                .forEach(tensor -> sums.put(tensor.getKey(), tensor.getValue().get("magnitude").doubleValue()));
        assertThat(stored.keySet()).isEqualTo(sums.keySet());
        stored.forEach((tensor, magnitude) -> assertThat(magnitude).as(tensor).isCloseTo(sums.get(tensor),
                within(1e-5 * Math.max(1, sums.get(tensor)))));
        if (adapter.config() instanceof LoraConfig) {
            requireChanges(expected.get("changes"), adapter, 1);
        }
    }

    /** Several parts may be stored as one. */
    private static void add(SortedMap<String, Double> magnitudes, Tensors tensors) {
        for (AdapterLayer layer : tensors.layers()) {
            double magnitude = 0;
            for (float value : tensors.read(layer)) {
                magnitude += Math.abs(value);
            }
            magnitudes.merge(layer.storedName(), magnitude, Double::sum);
        }
    }

    /** What one has and the other lacks; other ranks; and the methods whose result has one rank for all modules. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "gpt2.lora+gpt2.lora.classification | {'method':'concat','uniform':true}",
            "deberta.lora+deberta.lora | {'method':'knots','density':0.6,'uniform':true}",
            "gpt2.all-linear+gpt2.all-linear | {'method':'core-space','inner':'tsv-m','uniform':true}",
            "t5.lora+t5.lora | {'method':'tsv-m','rank':3,'uniform':true}",
            "bart.lora+bart.lora | {'method':'iso-c','uniform':true}",
            "vit.lora+vit.lora | {'method':'model-stock','uniform':true}",
            "distilbert.lora+distilbert.lora | {'method':'lora-lego','uniform':true}",
            "llama.lora+llama.lora | {'method':'ties','density':0.5}",
            "bert.layers+bert.lora | {'method':'concat','uniform':true}",
            "gpt2.layers+gpt2.lora | {'method':'concat','uniform':true}",
            "clip.lora+clip.lora | {'method':'concat','uniform':true}" })
    void everyMergeOfUpdatesMakesAMixtureThatLoads(String members, String merge) throws IOException {
        String[] names = members.split("\\+", -1);
        String name = members + "@" + merge.replaceAll(".*'method':'([^']*)'.*", "$1");
        Path place = MIXTURES.resolve(name);
        SupportTable.clear(place);
        Adapter first = Family.ADAPTER_HUB.open(names[0]);
        Adapter other = names[0].equals(names[1]) ? Family.doubled(first) : Family.ADAPTER_HUB.open(names[1]);
        mix(place, JsonText.parse(ErrorCode.INTERNAL, name,
                merge.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8)), first, other);
        ObjectNode changes = JsonText.object();
        Adapter back = MixtureFiles.body(new LocalFiles(place));
        Family.ADAPTER_HUB.expected(names[0]).get("changes").fieldNames()
                .forEachRemaining(module -> changes.set(module, change(back, module)));
        Family.ADAPTER_HUB.expected(names[1]).get("changes").fieldNames()
                .forEachRemaining(module -> changes.set(module, change(back, module)));
        leave(place, changes);
        assertThat(Family.ADAPTER_HUB.json("loaded.json").path(name).asText()).as("run hub_families.py load")
                .isEqualTo(digest(place));
    }

    /** An encoder's and a decoder's layers are one list in AdapterHub's 'leave_out', which names alone cannot tell. */
    @Test
    void membersOfOtherLayersOfTwoStacksAreRefusedByName() {
        ShakerException refused = catchThrowableOfType(ShakerException.class,
                () -> mix(MIXTURES.resolve("refused"), JsonText.object().put("method", "concat").put("uniform", true),
                        Family.ADAPTER_HUB.open("t5.layers"), Family.ADAPTER_HUB.open("t5.lora")));
        assertThat(refused.code()).isEqualTo(ErrorCode.ADAPTER_CONFIG_UNSUPPORTED);
        assertThat(refused).hasMessageContaining("encoder and decoder");
    }

    /** The same weights under other names: no conflict would be counted. */
    @ParameterizedTest
    @CsvSource({ "gpt2.lora,gpt2.lora", "gpt2.all-linear,gpt2.all-linear" })
    void partsOfAProjectionAreNeverComparedWithTheWhole(String hub, String peft) {
        var parts = SpaceSignature.of(Family.ADAPTER_HUB.open(hub), "base");
        var whole = SpaceSignature.of(Family.PEFT.open(peft), "base");
        for (var pair : List.of(List.of(parts, whole), List.of(whole, parts))) {
            ShakerException refused = catchThrowableOfType(ShakerException.class,
                    () -> pair.get(0).check(Named.space("s"), pair.get(1), "a", Basis.UPDATE));
            assertThat(refused.code()).isEqualTo(ErrorCode.ADAPTER_NOT_COMPARABLE);
        }
    }

    /** Both libraries' LoRA of one model is one method. */
    @ParameterizedTest
    @CsvSource({ "llama.lora,llama.lora", "distilbert.lora,distilbert.lora", "t5.lora,t5.lora", "bart.lora,bart.lora",
            "mistral.lora,mistral.lora", "deberta-v2.lora,deberta.lora", "electra.lora,electra.lora",
            "albert.lora,albert.lora", "vit.lora,vit.lora" })
    void loraOfBothLibrariesIsComparedAndMixed(String hub, String peft) throws IOException {
        Adapter one = Family.ADAPTER_HUB.open(hub);
        Adapter other = Family.PEFT.open(peft);
        SpaceSignature.of(one, "base").check(Named.space("s"), SpaceSignature.of(other, "base"), "a", Basis.UPDATE);
        Path place = Path.of("target/hub-and-peft").resolve(hub);
        SupportTable.clear(place);
        mix(place, JsonText.object().put("method", "concat").put("uniform", true), one, other);
        assertThat(MixtureFiles.open(new LocalFiles(place), Named.domain("a")).config()).isInstanceOf(LoraConfig.class);
    }

    private static String row(String name, JsonNode loaded) throws IOException {
        String[] parts = name.split("\\.", 3);
        String start = "| " + parts[0] + " | " + parts[1] + " | " + (parts.length > 2 ? parts[2] : "") + " | ";
        Adapter adapter;
        try {
            adapter = Family.ADAPTER_HUB.open(name);
        } catch (ShakerException e) {
            return start + SupportTable.refusal(e);
        }
        String mixes = SupportTable.mixes(adapter);
        Path place = MIXTURES.resolve(name);
        boolean lora = adapter.config() instanceof LoraConfig;
        mix(place, JsonText.object().put("method", "mean"), adapter, lora ? adapter : Family.doubled(adapter));
        Adapter back = MixtureFiles.open(new LocalFiles(place), Named.domain("a"));
        assertThat(back.body().layers()).extracting(AdapterLayer::name)
                .isEqualTo(adapter.body().layers().stream().map(AdapterLayer::name).toList());
        requireSameHead(name, place);
        if (lora) {
            requireChanges(Family.ADAPTER_HUB.expected(name).get("changes"), back, 1);
            mix(MIXTURES.resolveSibling("hub-families-concat").resolve(name),
                    JsonText.object().put("method", "concat"), adapter, Family.doubled(adapter));
            requireChanges(Family.ADAPTER_HUB.expected(name).get("changes"), MixtureFiles.body(new LocalFiles(
                    MIXTURES.resolveSibling("hub-families-concat").resolve(name))), SHARE);
        }
        leave(place, Family.ADAPTER_HUB.expected(name).get("changes"));
        String written = loaded.path(name).asText().equals(digest(place))
                ? "loads"
                : "differs from what the library loaded: run hub_families.py load";
        return start + adapter.method().wire() + " | " + SupportTable.compare(adapter) + " | " + mixes + " | " + written
                + " | " + SupportTable.evaluate(MIXTURES, parts[0], adapter) + " |";
    }

    private static void mix(Path place, JsonNode merge, Adapter one, Adapter other) {
        new Mixer(1).mix(SupportTable.recipe(merge, one.method().wire()),
                member -> member.domain().name().equals("a") ? one : other, new LocalSink(place),
                () -> new LocalFiles(place));
    }

    /** What the library must compute of the mixture. */
    private static void leave(Path place, JsonNode changes) throws IOException {
        ObjectNode mixture = JsonText.object();
        mixture.set("changes", changes);
        Files.write(place.resolve("mixture.json"), JsonText.pretty(mixture));
    }

    /** Every byte of the head's tensors, and its configuration but for the order of fields. */
    private static void requireSameHead(String name, Path place) throws IOException {
        Path source = Family.ADAPTER_HUB.fixtures().resolve(name);
        if (!Files.exists(source.resolve("head_config.json"))) {
            assertThat(place.resolve("heads")).doesNotExist();
            return;
        }
        TensorFile before = TensorFiles.open(new FileByteSource(source.resolve("model_head.safetensors")));
        TensorFile after = TensorFiles.open(new FileByteSource(place.resolve("heads/a/model_head.safetensors")));
        assertThat(after.tensors()).containsExactlyInAnyOrderElementsOf(before.tensors());
        for (TensorInfo info : before.tensors()) {
            assertThat(after.read(info.name())).containsExactly(before.read(info.name()));
        }
        assertThat(json(place.resolve("heads/a/head_config.json"))).isEqualTo(json(source.resolve("head_config.json")));
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonText.parse(ErrorCode.INTERNAL, file.toString(), Files.readAllBytes(file));
    }

    private static void requireChanges(JsonNode expected, Adapter adapter, double share) {
        expected.properties().forEach(entry -> {
            ObjectNode actual = change(adapter, entry.getKey());
            double magnitude = entry.getValue().get("magnitude").doubleValue();
            assertThat(actual.get("shape")).as(entry.getKey()).isEqualTo(entry.getValue().get("shape"));
            for (String number : List.of("sum", "magnitude", "first")) {
                assertThat(actual.get(number).doubleValue()).as(entry.getKey() + " " + number).isCloseTo(
                        share * entry.getValue().get(number).doubleValue(), within(1e-5 * Math.max(1, magnitude)));
            }
        });
        long modules = ((LoraConfig) adapter.config()).ranks().keySet().stream()
                .map(module -> module.replaceAll("\\.(c_attn|in_proj)\\.[qkv]$", ".$1")).distinct().count();
        assertThat(modules).isEqualTo(expected.size());
    }

    /** Of a module as the library names it; of one that has parts, theirs below each other. */
    private static ObjectNode change(Adapter adapter, String stored) {
        String module = TensorNames.withoutArchitecture(stored);
        LoraConfig lora = (LoraConfig) adapter.config();
        if (lora.ranks().containsKey(module)) {
            return LoraChange.of(adapter, module);
        }
        ObjectNode whole = JsonText.object().put("sum", 0.0).put("magnitude", 0.0).put("first", 0.0);
        int rows = 0;
        int columns = 0;
        for (String part : List.of("q", "k", "v")) {
            Optional<ObjectNode> own = lora.ranks().containsKey(module + "." + part)
                    ? Optional.of(LoraChange.of(adapter, module + "." + part))
                    : Optional.empty();
            if (own.isPresent()) {
                rows = own.get().get("shape").get(0).intValue();
                columns = own.get().get("shape").get(1).intValue();
                for (String number : List.of("sum", "magnitude")) {
                    whole.put(number, whole.get(number).doubleValue() + own.get().get(number).doubleValue());
                }
                whole.put("first", part.equals("q")
                        ? own.get().get("first").doubleValue()
                        : whole.get("first").doubleValue());
            }
        }
        whole.putArray("shape").add(3 * rows).add(columns);
        return whole;
    }

    private static String digest(Path place) throws IOException {
        return Sha256.hex(Files.readAllBytes(place.resolve("body/adapter.safetensors")));
    }
}
