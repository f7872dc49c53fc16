package dev.shaker.families;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.mixture.Mixer;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.mixture.Recipe;
import dev.shaker.mixture.spec.SpecJson;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mixtures in AdapterHub's layout, members of PEFT among them. They are left in target/hub, where src/test/python/hub_mixtures.py
 * loads each as its model card says and notes in loaded.json the bytes that the stock library loaded and computed right.
 */
class AdapterHubMixturesTest {
    private static final Path ADAPTERS = Path.of("src/test/resources/adapters");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "knots | hub-lora | hub-lora-bin | {'method':'knots','density':0.6,'uniform':true}",
            "core-space | hub-lora | hub-lora-bin | {'method':'core-space','inner':'tsv-m','uniform':true}",
            "tsv-m | hub-lora | hub-lora-bin | {'method':'tsv-m','rank':3,'uniform':true}",
            "iso-c | hub-lora | hub-lora-bin | {'method':'iso-c','uniform':true}",
            "model-stock | hub-lora | hub-lora-bin | {'method':'model-stock','uniform':true}",
            "lora-lego | hub-lora | hub-lora-bin | {'method':'lora-lego','uniform':true}",
            "mixed | hub-lora | peft-patterns | {'method':'concat','uniform':true}",
            "houlsby | hub-houlsby | hub-houlsby | {'method':'mean'}",
            "pfeiffer-roberta | hub-pfeiffer-roberta | hub-pfeiffer-roberta | {'method':'mean'}" })
    void everyMixtureLoadsAsItsCardSays(String name, String one, String other, String merge) throws IOException {
        Path place = Path.of("target/hub").resolve(name);
        clear(place);
        ObjectNode request = JsonText.object();
        request.set("merge", JsonText.parse(ErrorCode.INTERNAL, name,
                merge.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        request.putObject("select").putArray("members").add("a").add("b");
        Adapter first = open(one);
        Recipe recipe = new Recipe(Recipe.ALGORITHM, Named.space("hub"), 1, "base", first.method().wire(),
                List.of(member("a"), member("b")), SpecJson.read(request), JsonText.object(), Optional.empty());

        new Mixer(1).mix(recipe, member -> member.domain().name().equals("a") ? first : open(other),
                new LocalSink(place),
                () -> new LocalFiles(place));

        Adapter body = MixtureFiles.body(new LocalFiles(place));
        assertThat(body.format()).isEqualTo(AdapterFormat.ADAPTER_HUB);
        ObjectNode mixture = JsonText.object();
        if (body.config() instanceof LoraConfig lora) {
            lora.ranks().keySet().forEach(module -> mixture.set(module, LoraChange.of(body, module)));
        }
        Files.write(place.resolve("mixture.json"), JsonText.pretty(mixture));
        JsonNode loaded = JsonText.parse(ErrorCode.INTERNAL, "loaded.json",
                Files.readAllBytes(ADAPTERS.resolve("loaded.json")));
        assertThat(loaded.path(name).asText()).as("run hub_mixtures.py")
                .isEqualTo(Sha256.hex(Files.readAllBytes(place.resolve("body/adapter.safetensors"))));
    }

    private static Adapter open(String name) {
        return AdapterReader.open(new LocalFiles(ADAPTERS.resolve(name)));
    }

    private static Recipe.RecipeMember member(String domain) {
        return new Recipe.RecipeMember(Named.domain(domain), Named.adapter(domain), domain, new TreeMap<>(),
                BigDecimal.ONE, Optional.empty());
    }

    private static void clear(Path place) throws IOException {
        if (Files.exists(place)) {
            try (var files = Files.walk(place)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
