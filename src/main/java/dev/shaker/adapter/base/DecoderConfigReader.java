package dev.shaker.adapter.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.DecoderConfig.Biases;
import dev.shaker.adapter.base.DecoderConfig.Family;
import dev.shaker.adapter.format.ConfigReader;

/** Reads a decoder's {@code config.json} with the stock library's defaults, and refuses by name what would be computed otherwise. */
final class DecoderConfigReader {
    private static final Map<String, Family> FAMILIES = Map.of("llama", Family.LLAMA, "mistral", Family.MISTRAL,
            "qwen2", Family.QWEN2, "qwen3", Family.QWEN3, "gpt2", Family.GPT2);

    private final ConfigReader json;
    private final Family family;

    private DecoderConfigReader(ConfigReader json, Family family) {
        this.json = json;
        this.family = family;
    }

    /** What kind of model it says it is, empty where it says nothing. */
    static String type(FileSet files) {
        return files.files().containsKey("config.json")
                ? ConfigReader.baseModel(files.open("config.json")).text("model_type", "").toLowerCase(Locale.ROOT)
                : "";
    }

    static boolean isDecoder(FileSet files) {
        return FAMILIES.containsKey(type(files));
    }

    static DecoderConfig read(FileSet files) {
        ConfigReader json = ConfigReader.baseModel(files.open("config.json"));
        Family family = FAMILIES.get(type(files));
        if (family == null) {
            throw json.unsupported("model_type", "is '" + type(files) + "', the decoders that are run are "
                    + FAMILIES.keySet().stream().sorted().toList());
        }
        json.refuse("quantization_config", "give the model's files in full precision");
        json.refuse("add_cross_attention", "a decoder alone is expected");
        var reader = new DecoderConfigReader(json, family);
        return family == Family.GPT2 ? reader.gpt2() : reader.rotary();
    }

    private DecoderConfig gpt2() {
        json.refuse("scale_attn_by_inverse_layer_idx", "attention is scaled by the root of the head size alone");
        if (!json.flag("scale_attn_weights", true)) {
            throw json.unsupported("scale_attn_weights", "is false, only scaled attention is supported");
        }
        int hidden = json.positive("n_embd");
        int heads = json.positive("n_head");
        int layers = json.positive("n_layer");
        divides("n_head", heads, hidden);
        return new DecoderConfig(family, hidden, layers, heads, heads, hidden / heads,
                json.has("n_inner") ? json.positive("n_inner") : 4 * hidden, json.positive("vocab_size"),
                json.positive("n_positions"), json.number("layer_norm_epsilon", 1e-5),
                json.nonLinearity("activation_function", "gelu_new"), Optional.empty(),
                java.util.Collections.nCopies(layers, 0), json.flag("tie_word_embeddings", true),
                new Biases(true, true, true), padding());
    }

    private DecoderConfig rotary() {
        int hidden = json.positive("hidden_size");
        int heads = json.positive("num_attention_heads");
        int keyValueHeads = keyValueHeads(heads);
        int headSize = headSize(hidden, heads);
        divides("num_key_value_heads", keyValueHeads, heads);
        if (headSize % 2 != 0) {
            throw json.invalid("head_dim", "expects an even width of a head, it is " + headSize);
        }
        boolean attention = json.flag("attention_bias", false);
        Biases biases = switch (family) {
            case LLAMA -> new Biases(attention, attention, json.flag("mlp_bias", false));
            case QWEN2 -> new Biases(true, false, false);
            case QWEN3 -> new Biases(attention, attention, false);
            case MISTRAL, GPT2 -> new Biases(false, false, false);
        };
        int layers = json.positive("num_hidden_layers");
        return new DecoderConfig(family, hidden, layers, heads, keyValueHeads, headSize,
                json.positive("intermediate_size"), json.positive("vocab_size"),
                json.positive("max_position_embeddings"), json.number("rms_norm_eps", 1e-6),
                json.nonLinearity("hidden_act", "silu"), Optional.of(positions()), windows(layers),
                json.flag("tie_word_embeddings", false), biases, padding());
    }

    /** Llama has as many as query heads where nothing is said; the others' defaults are those of one size of model. */
    private int keyValueHeads(int heads) {
        String field = "num_key_value_heads";
        boolean stated = json.has(field) || family != Family.LLAMA && !json.root().has(field);
        return stated ? json.positive(field) : heads;
    }

    private int headSize(int hidden, int heads) {
        if (json.has("head_dim")) {
            return json.positive("head_dim");
        }
        if (family == Family.QWEN3) {
            return 128;
        }
        divides("num_attention_heads", heads, hidden);
        return hidden / heads;
    }

    private RotaryPositions positions() {
        if (json.number("partial_rotary_factor", 1) != 1) {
            throw json.unsupported("partial_rotary_factor", "is " + json.value("partial_rotary_factor")
                    + ", only positions that turn a whole head are supported");
        }
        String field = json.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
        if (!json.has(field)) {
            return new RotaryPositions(json.number("rope_theta", 10_000), new RotaryPositions.Unscaled());
        }
        ConfigReader rope = json.object(field);
        double theta = rope.number("rope_theta", json.number("rope_theta", 10_000));
        String type = rope.text("rope_type", rope.text("type", "default"));
        return new RotaryPositions(theta, switch (type) {
            case "default" -> new RotaryPositions.Unscaled();
            // Frequencies move with texts longer than the model states, and none is let in here.
            case "dynamic" -> new RotaryPositions.Unscaled();
            case "linear" -> new RotaryPositions.Linear(factor(rope));
            case "llama3" -> new RotaryPositions.Llama3(factor(rope), above(rope, "low_freq_factor"),
                    above(rope, "high_freq_factor"), above(rope, "original_max_position_embeddings"));
            default -> throw json.unsupported(field, "scales positions by '" + type
                    + "'; default, linear, dynamic and llama3 are supported");
        });
    }

    private static double factor(ConfigReader rope) {
        return above(rope, "factor");
    }

    private static double above(ConfigReader rope, String name) {
        double value = rope.number(name, 0);
        if (value <= 0) {
            throw rope.invalid(name, "expects a number above 0");
        }
        return value;
    }

    /** As the stock configurations derive them where they are not written down. */
    private List<Integer> windows(int layers) {
        JsonNode types = json.value("layer_types");
        boolean used = switch (family) {
            case LLAMA, GPT2 -> false;
            case MISTRAL -> true;
            case QWEN2, QWEN3 -> json.flag("use_sliding_window", false);
        };
        boolean stated = json.root().has("sliding_window");
        int window = used ? stated ? json.whole("sliding_window", 0) : 4096 : 0;
        int first = family == Family.MISTRAL ? 0 : json.whole("max_window_layers", 28);
        List<Integer> windows = new ArrayList<>(layers);
        for (int i = 0; i < layers; i++) {
            String type = types == null || family == Family.MISTRAL
                    ? i >= first ? "sliding_attention" : "full_attention"
                    : types.path(i).asText();
            switch (type) {
                case "full_attention" -> windows.add(0);
                case "sliding_attention" -> windows.add(window);
                default -> throw json.unsupported("layer_types", "has '" + type + "' for layer " + i
                        + "; full_attention and sliding_attention are supported");
            }
        }
        return windows;
    }

    private OptionalInt padding() {
        int id = json.whole("pad_token_id", -1);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    private void divides(String field, int divisor, int number) {
        if (number % divisor != 0) {
            throw json.invalid(field, "expects a divisor of " + number);
        }
    }
}
