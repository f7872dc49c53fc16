package dev.shaker.adapter.adapterhub;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.TensorSetConfig;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;

/** {@code adapter_config.json} and {@code head_config.json} of AdapterHub, and its names of tensors. */
public final class AdapterHubConfigs {
    private static final String VERSION = "adapters.1.3.0";

    private AdapterHubConfigs() {
    }

    /**
     * {@code encoder.layer.0.output.adapter.down.weight} to {@code encoder.layer.0.output.adapters.NAME.adapter_down.0.weight}; a part
     * of a weight that query, key and value share to the name of the whole.
     */
    public static String storedName(String layer, String name) {
        String whole = FusedFactors.whole(layer).map(FusedFactors.Part::name).orElse(layer);
        Optional<String> listed = HubTensor.stored(whole, name);
        if (listed.isPresent()) {
            return listed.get();
        }
        int lora = whole.indexOf(".lora_");
        if (lora >= 0) {
            return whole.substring(0, lora) + ".loras." + name + whole.substring(lora);
        }
        return whole.replace(".adapter.down.", ".adapters." + name + ".adapter_down.0.").replace(".adapter.up.",
                ".adapters." + name + ".adapter_up.");
    }

    /** Parts of one weight in the order in which they are stored below each other. */
    public static List<AdapterLayer> inStoredOrder(List<AdapterLayer> layers) {
        return layers.stream().sorted(Comparator.comparingInt(layer -> FusedFactors.whole(layer.name())
                .map(part -> FusedFactors.ORDER.indexOf(part.kind())).orElse(0))).toList();
    }

    /**
     * That no module is a part of a weight that query, key and value share, which PEFT updates as one.
     *
     * @throws ShakerException {@code ADAPTER_CONFIG_UNSUPPORTED}
     */
    public static void requireWholeModules(String adapter, AdapterConfig config) {
        if (config instanceof LoraConfig lora) {
            lora.ranks().keySet().stream().sorted().filter(module -> FusedFactors.module(module).isPresent())
                    .findFirst().ifPresent(module -> {
                        throw new ShakerException(ErrorCode.ADAPTER_CONFIG_UNSUPPORTED, "adapter '" + adapter
                                + "': AdapterHub updates the part '" + module
                                + "' of a module that PEFT updates as one; write it as AdapterHub's");
                    });
        }
    }

    public static ObjectNode body(Adapter template, String name, AdapterConfig adapter) {
        boolean own = template.format() == AdapterFormat.ADAPTER_HUB;
        ObjectNode root = own
                ? AdapterFiles.config(template)
                        .orElseGet(() -> fresh(template))
                : fresh(template);
        root.put("name", name);
        if (adapter.hiddenSize() != 0 && !root.hasNonNull("hidden_size")) {
            root.put("hidden_size", adapter.hiddenSize());
        }
        ObjectNode config = root.get("config") instanceof ObjectNode given ? given : root.putObject("config");
        switch (adapter) {
            case BottleneckConfig bottleneck -> {
                if (config.isEmpty()) {
                    putBottleneck(config, bottleneck);
                }
            }
            case LoraConfig lora -> {
                putLora(config, lora, name, own, unchanged(template, lora));
                // Before 1.1.0 the library ignored alpha, and today's would ignore it for such a file.
                root.put("version", VERSION);
            }
            case TensorSetConfig set -> {
                if (!own) {
                    throw new ShakerException(ErrorCode.ADAPTER_CONFIG_UNSUPPORTED, "adapter '" + name + "': PEFT's "
                            + set.method().wire() + " has no counterpart in AdapterHub; write it as PEFT's");
                }
            }
        }
        return root;
    }

    private static ObjectNode fresh(Adapter template) {
        String type = switch (AdapterFiles.architecture(template)) {
            case "roberta." -> "Roberta";
            case "electra." -> "Electra";
            default -> "Bert";
        };
        return JsonText.object().put("hidden_size", template.config().hiddenSize())
                .put("model_class", type + "AdapterModel").put("model_name", template.baseModelName())
                .put("model_type", type.toLowerCase(Locale.ROOT))
                .put("version", VERSION);
    }

    private static void putBottleneck(ObjectNode config, BottleneckConfig bottleneck) {
        boolean houlsby = bottleneck.method() == AdapterMethod.HOULSBY;
        int h = bottleneck.hiddenSize();
        int d = bottleneck.bottleneckSize();
        String phi = bottleneck.nonLinearity() == NonLinearity.LEAKY_RELU
                ? "leakyrelu"
                : bottleneck.nonLinearity() == NonLinearity.IDENTITY
                        ? "linear"
                        : bottleneck.nonLinearity().name().toLowerCase(Locale.ROOT);
        config.put("mh_adapter", houlsby).put("output_adapter", true).put("non_linearity", phi)
                .put("original_ln_before", !houlsby).put("original_ln_after", true).put("ln_before", false)
                .put("ln_after", false).put("residual_before_ln", true).put("adapter_residual_before_ln", false)
                .put("is_parallel", false).put("scaling", (double) bottleneck.scaling());
        // The library takes the floor of H / factor: a factor a little too small is safe, one too large is not.
        config.put("reduction_factor", h % d == 0 ? (double) h / d : h / (d + 0.5));
    }

    private static boolean unchanged(Adapter template, LoraConfig lora) {
        return template.config() instanceof LoraConfig before && before.ranks().keySet().equals(lora.ranks().keySet());
    }

    /**
     * @param own whether the model's classes are AdapterHub's already, so that its modules are known by their names
     * @param unchanged whether the template updates the same modules
     */
    private static void putLora(ObjectNode config, LoraConfig lora, String name, boolean own, boolean unchanged) {
        SortedMap<String, SortedMap<Integer, SortedSet<String>>> kindsByLayer = new TreeMap<>();
        SortedSet<String> kinds = new TreeSet<>();
        double scale = Double.NaN;
        for (String moduleName : new TreeSet<>(lora.ranks().keySet())) {
            Optional<String> whole = FusedFactors.module(moduleName);
            HubModule module = HubModule.parse(whole.orElse(moduleName)).filter(
                    found -> (own || AdaptedModule.parse(moduleName).isPresent())
                            && found.kind().equals(HubModule.FUSED) == whole.isPresent())
                    .orElseThrow(() -> unsupported(name, "query, key, value, intermediate and output"
                            + " projections of layers, and not '" + moduleName + "'"));
            String kind = whole.isPresent() ? moduleName.substring(moduleName.length() - 1) : module.kind();
            kinds.add(kind);
            kindsByLayer.computeIfAbsent(module.stack(), stack -> new TreeMap<>())
                    .computeIfAbsent(module.layer(), layer -> new TreeSet<>()).add(kind);
            scale = Double.isNaN(scale) ? lora.scale(moduleName) : scale;
            if (lora.ranks().getOrDefault(moduleName, 0) != lora.rank() || lora.scale(moduleName) != scale) {
                throw unsupported(name, "one rank and one scale for all modules, which a mixture has with 'uniform'");
            }
        }
        SortedSet<Integer> leaveOut = new TreeSet<>();
        kindsByLayer.forEach((stack, layers) -> {
            for (int layer = 0; layer <= layers.lastKey(); layer++) {
                if (!layers.containsKey(layer)) {
                    leaveOut.add(layer);
                } else if (!layers.get(layer).equals(kinds)) {
                    throw unsupported(name, "the same modules in all layers");
                }
            }
        });
        config.put("architecture", "lora").put("composition_mode", "add").put("r", lora.rank());
        double alpha = scale * lora.rank();
        if (alpha == Math.rint(alpha)) {
            config.put("alpha", (int) alpha);
        } else {
            config.put("alpha", alpha);
        }
        ArrayNode matrices = config.putArray("attn_matrices");
        kinds.stream().filter(kind -> kind.length() == 1).forEach(matrices::add);
        config.put("selfattn_lora", !matrices.isEmpty())
                .put("intermediate_lora", kinds.contains(HubModule.INTERMEDIATE))
                .put("output_lora", kinds.contains(HubModule.OUTPUT));
        if (kindsByLayer.size() == 1) {
            putLeaveOut(config, leaveOut, kindsByLayer.firstEntry().getValue().lastKey());
        } else if (!unchanged && !(leaveOut.isEmpty() && config.path("leave_out").isEmpty())) {
            // An encoder's and a decoder's layers are numbered one after the other, and how many there are no name tells.
            throw unsupported(name, "the same modules in all layers of encoder and decoder");
        }
    }

    /** The layers below the last that have nothing, and what the template left out behind it. */
    private static void putLeaveOut(ObjectNode config, SortedSet<Integer> missing, int last) {
        SortedSet<Integer> layers = new TreeSet<>(missing);
        for (JsonNode layer : config.path("leave_out")) {
            if (layer.asInt() > last) {
                layers.add(layer.asInt());
            }
        }
        ArrayNode leaveOut = JsonText.array();
        layers.forEach(leaveOut::add);
        config.set("leave_out", leaveOut);
    }

    /** The flexible head that computes what a static one does. */
    public static ObjectNode head(Adapter member, Head head) {
        ObjectNode root = fresh(member).put("name", member.name());
        ObjectNode config = root.putObject("config").put("head_type", "classification").put("num_labels",
                head.config().labels());
        switch (head.config()) {
            case HeadConfig.BertStatic bert -> putHead(config, 1, "tanh", true, true);
            case HeadConfig.RobertaStatic roberta -> putHead(config, 2, "tanh", false, true);
            case HeadConfig.ElectraStatic electra -> putHead(config, 2, "gelu", false, true);
            case HeadConfig.DistilBertStatic distilBert -> putHead(config, 2, "relu", false, true);
            case HeadConfig.Flexible flexible -> putHead(config, flexible.layers(),
                    flexible.activation().name().toLowerCase(Locale.ROOT), flexible.usePooler(), flexible.bias());
            case HeadConfig.Saved saved -> throw new ShakerException(ErrorCode.ADAPTER_CONFIG_UNSUPPORTED, "adapter '"
                    + member.name() + "': the saved modules " + saved.modules()
                    + " are no sequence classifier, so AdapterHub cannot hold them; write it as PEFT's");
            case HeadConfig.LabelWords _ -> throw new IllegalArgumentException("words of labels are no saved head");
        }
        return root;
    }

    /** The name in AdapterHub's file of a head's normalised tensor. */
    public static String headName(String tensor, HeadConfig config, String name) {
        String part = switch (config) {
            case HeadConfig.Flexible _,HeadConfig.Saved _,HeadConfig.LabelWords _ -> tensor;
            case HeadConfig.BertStatic bert -> tensor.replace("classifier.", "1.");
            case HeadConfig.RobertaStatic _,HeadConfig.ElectraStatic _ -> tensor.replace("classifier.dense.", "1.")
                    .replace("classifier.out_proj.", "4.");
            case HeadConfig.DistilBertStatic _ -> tensor.startsWith("pre_")
                    ? tensor.replace("pre_classifier.", "1.")
                    : tensor.replace("classifier.", "4.");
        };
        return "heads." + name + "." + part;
    }

    private static void putHead(ObjectNode config, int layers, String activation, boolean pooler, boolean bias) {
        config.put("layers", layers).put("activation_function", activation).put("use_pooler", pooler).put("bias", bias);
        config.putNull("dropout_prob").putNull("label2id");
    }

    private static ShakerException unsupported(String name, String expectation) {
        return new ShakerException(ErrorCode.ADAPTER_CONFIG_UNSUPPORTED, "adapter '" + name
                + "': AdapterHub's LoRA has " + expectation + "; write it as PEFT's");
    }
}
