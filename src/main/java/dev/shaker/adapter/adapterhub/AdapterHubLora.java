package dev.shaker.adapter.adapterhub;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.EncoderLayer;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.LoraModules;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;

/** LoRA in AdapterHub's layout. */
public final class AdapterHubLora {
    private static final Pattern VERSION = Pattern.compile("adapters\\.(\\d+)\\.(\\d+).*");
    private static final Set<String> PARTS = Set.of("q", "k", "v");
    /** What an encoder like BERT calls them. */
    private static final Map<String, String> ENCODER = Map.of("q", "attention.self.query", "k", "attention.self.key",
            "v", "attention.self.value", HubModule.INTERMEDIATE, "intermediate.dense", HubModule.OUTPUT,
            "output.dense");

    private final ConfigReader file;
    private final ConfigReader config;
    private final String name;

    AdapterHubLora(ConfigReader file, ConfigReader config, String name) {
        this.file = file;
        this.config = config;
        this.name = name;
    }

    /** Whether the tensors are factors of plain updates: neither gates nor magnitudes nor scales of activations. */
    static boolean isPlain(ConfigReader config) {
        return config.text("composition_mode", "add").equals("add") && !config.flag("use_gating", false)
                && !config.flag("use_dora", false) && !config.has("vera_d") && !config.has("vera_b");
    }

    /** @param hidden as the file says it, 0 where it does not */
    AdapterHubReader.Body read(TensorFile weights, int hidden) {
        var names = new TensorNames(weights);
        var fused = new TensorNames(weights);
        SortedSet<String> modules = new TreeSet<>();
        for (TensorInfo info : weights.tensors()) {
            HubTensor tensor = HubTensor.parse(info.name())
                    .filter(found -> found.list().equals(HubTensor.LORAS) && found.adapter().equals(name)
                            && (found.part().equals("lora_A") || found.part().equals("lora_B")))
                    .orElseThrow(() -> unknown(names, info));
            HubModule module = HubModule.parse(tensor.place()).orElseThrow(() -> unknown(names, info));
            boolean shared = module.kind().equals(HubModule.FUSED);
            (shared ? fused : names).add(tensor.place() + "." + tensor.part(), info);
            modules.add(tensor.place());
        }
        if (modules.isEmpty()) {
            throw names.error(ErrorCode.TENSOR_MISSING, "lora_A", "stands nowhere in the file; save the adapter again");
        }
        int rank = config.positive("r");
        double alpha = alpha(rank);
        boolean encoder = modules.stream().allMatch(module -> AdaptedModule.parse(module).isPresent());
        SortedMap<String, Integer> ranks = new TreeMap<>();
        if (encoder) {
            expected(modules).forEach(module -> ranks.put(module, rank));
        } else {
            requireKinds(names, modules);
            modules.stream().filter(module -> !isFused(module)).forEach(module -> ranks.put(module, rank));
        }
        int actual = LoraModules.check(names, ranks);
        if (encoder && actual != hidden) {
            throw file.invalid("hidden_size", "the tensors are those of a model with hidden size " + actual);
        }
        SortedSet<String> parts = new TreeSet<>(kinds());
        parts.retainAll(PARTS);
        modules.stream().filter(AdapterHubLora::isFused).forEach(module -> {
            checkFused(fused, module, rank, parts.size());
            parts.forEach(part -> ranks.put(module + "." + part, rank));
        });
        SortedMap<String, Double> alphas = new TreeMap<>();
        ranks.keySet().forEach(module -> alphas.put(module, alpha));
        return new AdapterHubReader.Body(
                LoraModules.config(actual, rank, alpha, false, ranks, alphas, new TreeSet<>(),
                        new TreeMap<>()),
                fused.layers().isEmpty()
                        ? names.tensors()
                        : new FusedFactors(names.tensors(), fused.tensors(), List.copyOf(parts)));
    }

    private ShakerException unknown(TensorNames names, TensorInfo info) {
        return names.unknown(info, "LoRA of the adapter '" + name
                + "' in a layer's query, key, value, intermediate or output projection is expected");
    }

    private static boolean isFused(String module) {
        return HubModule.parse(module).filter(found -> found.kind().equals(HubModule.FUSED)).isPresent();
    }

    /** Of an encoder like BERT: what the configuration targets, in the layers up to the highest that is there. */
    private List<String> expected(SortedSet<String> modules) {
        int last = modules.stream().mapToInt(EncoderLayer::number).max().orElse(-1);
        Set<Integer> leaveOut = leaveOut(config);
        List<String> expected = new ArrayList<>();
        for (int layer = 0; layer <= last; layer++) {
            for (String kind : leaveOut.contains(layer) ? Set.<String>of() : kinds()) {
                expected.add(new AdaptedModule(layer, ENCODER.getOrDefault(kind, kind)).name());
            }
        }
        return expected;
    }

    /** That every layer which is there has the modules that the configuration targets, and no others. */
    void requireKinds(TensorNames names, SortedSet<String> modules) {
        SortedSet<String> wanted = new TreeSet<>(kinds());
        SortedMap<String, SortedSet<String>> found = new TreeMap<>();
        var layers = new HubLayers();
        for (String module : modules) {
            HubModule parsed = HubModule.parse(module).orElseThrow();
            SortedSet<String> kinds = found.computeIfAbsent(parsed.stack() + "." + parsed.layer(),
                    layer -> new TreeSet<>());
            kinds.addAll(parsed.kind().equals(HubModule.FUSED)
                    ? wanted.stream().filter(PARTS::contains).toList()
                    : List.of(parsed.kind()));
            layers.add(parsed.stack(), parsed.layer());
            if (!parsed.kind().equals(HubModule.FUSED) && !wanted.contains(parsed.kind())) {
                throw names.error(ErrorCode.TENSOR_UNKNOWN, module,
                        "belongs to a module that the configuration does not target; correct the configuration");
            }
        }
        found.forEach((layer, kinds) -> {
            if (!kinds.equals(wanted)) {
                throw names.error(ErrorCode.TENSOR_MISSING, layer, "has factors for " + kinds
                        + ", the configuration asks for " + wanted + "; save the adapter again");
            }
        });
        layers.requireWhole(names, leaveOut(config));
    }

    private static void checkFused(TensorNames fused, String module, int rank, int parts) {
        TensorShape a = matrix(fused, module + ".lora_A");
        TensorShape b = matrix(fused, module + ".lora_B");
        fused.expect(module + ".lora_A", parts * rank, a.dimension(1));
        if (parts == 0 || b.dimension(0) % parts != 0) {
            throw fused.error(ErrorCode.TENSOR_SHAPE_MISMATCH, module + ".lora_B", "has shape " + b
                    + ", which is not divisible by the " + parts + " matrices that 'attn_matrices' names");
        }
        fused.expect(module + ".lora_B", b.dimension(0), rank);
    }

    private static TensorShape matrix(TensorNames names, String name) {
        return names.find(name).map(AdapterLayer::shape).filter(shape -> shape.rank() == 2)
                .orElseThrow(() -> names.error(ErrorCode.TENSOR_MISSING, name,
                        "is not in the file as a matrix, the configuration asks for it; save the adapter again"));
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

    /** {@code q}, {@code k}, {@code v}, {@code intermediate}, {@code output}, as the configuration asks for them. */
    private Set<String> kinds() {
        Set<String> kinds = new LinkedHashSet<>();
        if (config.flag("selfattn_lora", true)) {
            JsonNode matrices = config.value("attn_matrices");
            for (String key : matrices == null ? List.of("q", "v") : texts(matrices)) {
                if (!PARTS.contains(key)) {
                    throw config.invalid("attn_matrices", "expects some of q, k, v");
                }
                kinds.add(key);
            }
        }
        if (config.flag("intermediate_lora", false)) {
            kinds.add(HubModule.INTERMEDIATE);
        }
        if (config.flag("output_lora", false)) {
            kinds.add(HubModule.OUTPUT);
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
