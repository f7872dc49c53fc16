package dev.shaker.adapter.adapterhub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.LoraModules;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;

/** LoRA in AdapterHub's layout. */
public final class AdapterHubLora {
    private static final Pattern TENSOR = Pattern.compile("(encoder\\..+)\\.loras\\.([^.]+)\\.(lora_[AB])");
    private static final Pattern VERSION = Pattern.compile("adapters\\.(\\d+)\\.(\\d+).*");
    private static final Map<String, String> ATTENTION = Map.of("q", "attention.self.query", "k", "attention.self.key",
            "v", "attention.self.value");

    private final ConfigReader file;
    private final ConfigReader config;
    private final String name;

    AdapterHubLora(ConfigReader file, ConfigReader config, String name) {
        this.file = file;
        this.config = config;
        this.name = name;
    }

    LoraConfig read(TensorFile weights, TensorNames names, int hidden) {
        checkFlags();
        int last = -1;
        for (TensorInfo info : weights.tensors()) {
            Matcher m = TENSOR.matcher(TensorNames.withoutArchitecture(TensorNames.unwrapped(info.name())));
            var module = m.matches() && m.group(2).equals(name)
                    ? AdaptedModule.parse(m.group(1))
                    : Optional
                            .<AdaptedModule>empty();
            if (module.isEmpty()) {
                throw names.unknown(info,
                        "LoRA of the adapter '" + name + "' in the encoder's linear layers is expected");
            }
            last = Math.max(last, module.get().layer());
            names.add(module.get().name() + "." + m.group(3), info);
        }
        if (last < 0) {
            throw names.error(ErrorCode.TENSOR_MISSING, "lora_A", "stands nowhere in the file; save the adapter again");
        }
        int rank = config.positive("r");
        double alpha = alpha(rank);
        Set<Integer> leaveOut = leaveOut(config);
        Map<AdaptedModule, Integer> ranks = new TreeMap<>();
        Map<AdaptedModule, Double> alphas = new TreeMap<>();
        for (int layer = 0; layer <= last; layer++) {
            for (String kind : leaveOut.contains(layer) ? List.<String>of() : kinds()) {
                ranks.put(new AdaptedModule(layer, kind), rank);
                alphas.put(new AdaptedModule(layer, kind), alpha);
            }
        }
        int actual = LoraModules.check(names, LoraModules.named(ranks));
        if (actual != hidden) {
            throw file.invalid("hidden_size", "the tensors are those of a model with hidden size " + actual);
        }
        return LoraModules.config(hidden, rank, alpha, false, LoraModules.named(ranks), LoraModules.named(alphas),
                new TreeSet<>());
    }

    /** Layers without an adapter, by number. */
    public static Set<Integer> leaveOut(ConfigReader config) {
        var layers = new TreeSet<Integer>();
        JsonNode node = config.value("leave_out");
        if (node != null) {
            for (JsonNode layer : node) {
                if (!layer.canConvertToInt()) {
                    throw config.invalid("leave_out", "expects numbers of layers");
                }
                layers.add(layer.intValue());
            }
        }
        return layers;
    }

    private void checkFlags() {
        if (!config.text("composition_mode", "add").equals("add")) {
            throw config.unsupported("composition_mode",
                    "is " + config.value("composition_mode") + ", only add is supported");
        }
        config.refuse("use_gating", "train without gates");
        config.refuse("use_dora", "train with plain LoRA");
        config.refuse("vera_d", "train with plain LoRA");
        config.refuse("vera_b", "train with plain LoRA");
    }

    private List<String> kinds() {
        List<String> kinds = new ArrayList<>();
        if (config.flag("selfattn_lora", true)) {
            JsonNode matrices = config.value("attn_matrices");
            for (String key : matrices == null ? List.of("q", "v") : texts(matrices)) {
                String kind = ATTENTION.get(key);
                if (kind == null) {
                    throw config.invalid("attn_matrices", "expects some of q, k, v");
                }
                kinds.add(kind);
            }
        }
        if (config.flag("intermediate_lora", false)) {
            kinds.add("intermediate.dense");
        }
        if (config.flag("output_lora", false)) {
            kinds.add("output.dense");
        }
        return kinds;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    /** The library before 1.1.0 scaled by 1 whatever alpha was; loading such an adapter sets alpha to r. */
    private double alpha(int rank) {
        Matcher version = VERSION.matcher(file.text("version", ""));
        boolean faulty = version.matches() && (Integer.parseInt(version.group(1)) < 1
                || (Integer.parseInt(version.group(1)) == 1 && Integer.parseInt(version.group(2)) < 1));
        return faulty ? rank : config.number("alpha", 8);
    }
}
