package dev.shaker.families;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.SpaceSignature;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.adapter.io.DecoderSupport;
import dev.shaker.adapter.io.EncoderSupport;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.UpdatePlanes;
import dev.shaker.mixture.Mixer;
import dev.shaker.mixture.Recipe;
import dev.shaker.mixture.spec.SpecJson;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;

/** The columns of docs/support.md: each tries what it says. */
final class SupportTable {
    private static final Path PAGE = Path.of("docs/support.md");
    private static final List<String> METHODS = List.of("mean", "task-arithmetic", "ties", "slerp", "svd", "concat",
            "knots", "core-space", "tsv-m", "iso-c", "model-stock", "lora-lego");

    /** What families.py makes them of. */
    private static final Map<String, String> DECODERS = Map.of("llama", rotary("llama"), "mistral", rotary("mistral"),
            "qwen2", rotary("qwen2"), "qwen3", rotary("qwen3"), "gpt2",
            "{\"model_type\": \"gpt2\", \"vocab_size\": 24, \"n_embd\": 16, \"n_layer\": 2, \"n_head\": 2,"
                    + " \"n_positions\": 32}");

    private static final Map<String, String> ENCODERS = Map.of("bert", encoder("bert", 2), "roberta",
            encoder("roberta", 1), "xlmr", encoder("xlm-roberta", 1), "xlm-roberta", encoder("xlm-roberta", 1),
            "camembert", encoder("camembert", 1), "electra", encoder("electra", 2), "distilbert",
            "{\"model_type\": \"distilbert\", \"vocab_size\": 24, \"dim\": 16, \"n_layers\": 2, \"n_heads\": 2,"
                    + " \"hidden_dim\": 24, \"max_position_embeddings\": 32}");

    private static String encoder(String family, int types) {
        return "{\"model_type\": \"" + family + "\", \"vocab_size\": 24, \"hidden_size\": 16, \"embedding_size\": 16,"
                + " \"num_hidden_layers\": 2, \"num_attention_heads\": 2, \"intermediate_size\": 24,"
                + " \"max_position_embeddings\": 32, \"type_vocab_size\": " + types + "}";
    }

    private static String rotary(String family) {
        return "{\"model_type\": \"" + family + "\", \"vocab_size\": 24, \"hidden_size\": 16,"
                + " \"num_hidden_layers\": 2, \"num_attention_heads\": 2, \"num_key_value_heads\": 1,"
                + " \"head_dim\": 8, \"intermediate_size\": 24, \"max_position_embeddings\": 32}";
    }

    private SupportTable() {
    }

    /** Holds the page's table against this one, or with SHAKER_SUPPORT_WRITE=1 writes it there: it ends where the next heading is. */
    static void requireInPage(String source, String table) throws IOException {
        String mark = "<!-- made by " + source + " -->\n\n";
        String page = Files.readString(PAGE);
        int start = page.indexOf(mark) + mark.length();
        int end = page.indexOf("\n## ", start);
        String rest = end < 0 ? "" : page.substring(end);
        if ("1".equals(System.getenv("SHAKER_SUPPORT_WRITE"))) {
            Files.writeString(PAGE, page.substring(0, start) + table + rest);
        }
        assertThat(Files.readString(PAGE)).contains(mark + table + rest);
    }

    /** The columns of an adapter that is not read. */
    static String refusal(ShakerException e) {
        String what = String.valueOf(e.getMessage()).replaceAll("file '[^']*': ", "").replaceAll("^tensor '[^']*' ",
                "");
        return "| `" + e.code().wire() + "`: " + what + " | | | |";
    }

    /** Which methods mix the adapter with its double; all others refuse it by one code. */
    static String mixes(Adapter adapter) {
        List<String> able = new ArrayList<>();
        for (String method : METHODS) {
            try {
                assertThat(body(method, adapter).layers()).isNotEmpty();
                able.add(method);
            } catch (ShakerException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
            }
        }
        assertThat(able).contains("mean");
        if (adapter.config() instanceof LoraConfig) {
            assertThat(able).containsExactlyElementsOf(METHODS);
        }
        return able.equals(METHODS) ? "all methods" : "`" + String.join("`, `", able) + "`";
    }

    static String compare(Adapter adapter) {
        Adapter other = Family.doubled(adapter);
        SpaceSignature.of(adapter, "base").check(Named.space("space"), SpaceSignature.of(other, "base"), "other",
                Basis.FACTORS);
        assertThat(AdapterScan.scan(adapter).id()).isNotEqualTo(AdapterScan.scan(other).id());
        if (adapter.config() instanceof LoraConfig lora) {
            // A double has the same signs.
            assertThat(UpdatePlanes.of(lora, adapter.body())).isEqualTo(UpdatePlanes.of(lora, other.body()));
            return "factors, update";
        }
        return "factors";
    }

    static String evaluate(Path place, String family, Adapter adapter) throws IOException {
        String decoder = DECODERS.get(family);
        if (decoder != null) {
            Path files = Files.createDirectories(place.resolve("bases").resolve(family));
            Files.writeString(files.resolve("config.json"), decoder);
            boolean worded = adapter.head().map(Head::config)
                    .map(head -> head instanceof HeadConfig.Saved saved && saved.isTables()).orElse(true);
            Prompt prompt = worded ? new Prompt("{text_a}", List.of(" a", " b")) : null;
            return DecoderSupport.problem(adapter, DecoderModel.config(new LocalFiles(files)), true, prompt)
                    .map(problem -> "`evaluation-unsupported`: it " + problem)
                    .orElse(prompt == null ? "accuracy" : "accuracy, by words of labels");
        }
        String encoder = ENCODERS.get(family);
        if (encoder == null) {
            return "`evaluation-unsupported`: other family";
        }
        if (adapter.head().isEmpty()) {
            return "`head-missing`";
        }
        Path files = Files.createDirectories(place.resolve("bases").resolve(family));
        Files.writeString(files.resolve("config.json"), encoder);
        boolean pooled = !family.equals("distilbert") && !family.equals("electra");
        return EncoderSupport.problem(adapter, BaseModel.config(new LocalFiles(files)), pooled)
                .map(problem -> "`evaluation-unsupported`: it " + problem).orElse("accuracy");
    }

    static Tensors body(String method, Adapter adapter) {
        Tensors body = Mixer.body(recipe(method, adapter.method().wire()),
                member -> member.domain().name().equals("a") ? adapter : Family.doubled(adapter));
        body.layers().forEach(body::read);
        return body;
    }

    static Recipe recipe(String method, String adapters) {
        return recipe(JsonText.object().put("method", method), adapters);
    }

    static Recipe recipe(JsonNode merge, String adapters) {
        ObjectNode request = JsonText.object();
        request.set("merge", merge);
        request.putObject("select").putArray("members").add("a").add("b");
        return new Recipe(Recipe.ALGORITHM, Named.space("families"), 1, "base", adapters,
                List.of(member("a"), member("b")),
                SpecJson.read(request), JsonText.object(), Optional.empty());
    }

    static Recipe.RecipeMember member(String domain) {
        return new Recipe.RecipeMember(Named.domain(domain), Named.adapter(domain), domain, new TreeMap<>(),
                BigDecimal.ONE, Optional.empty());
    }

    static void clear(Path place) throws IOException {
        if (Files.exists(place)) {
            try (var files = Files.walk(place)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
