package dev.shaker.adapter.adapterhub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.TensorSetConfig;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;

/**
 * Every other method of AdapterHub, and several in one adapter: tensors by name, and the settings under which they mean what they
 * do. What the flags promise must be there and nothing else: the library leaves at random what it does not find, without a word.
 */
final class AdapterHubSet {
    /** What decides how an adapter was trained or first filled, not what it computes; shapes and names tell the rest. */
    private static final Set<String> NO_FUNCTION = Set.of("dropout", "init_weights", "init_weights_seed", "phm_c_init",
            "phm_init_range", "hypercomplex_nonlinearity", "learn_phm", "stochastic_depth", "prompt_init",
            "prompt_init_text", "random_uniform_scale", "dtype", "reduction_factor", "inv_adapter_reduction_factor",
            "leave_out", "bottleneck_size", "vera_d", "vera_b", "layers");
    private static final List<String> LISTS_OF_LORA = List.of(HubTensor.LORAS, HubTensor.SHARED);
    private static final List<String> LISTS_OF_BOTTLENECKS = List.of(HubTensor.BOTTLENECKS, HubTensor.INVERTIBLE,
            HubTensor.SHARED);

    private final ConfigReader file;
    private final ConfigReader config;
    private final String name;

    AdapterHubSet(ConfigReader file, ConfigReader config, String name) {
        this.file = file;
        this.config = config;
        this.name = name;
    }

    AdapterHubReader.Body read(TensorFile weights) {
        var names = new TensorNames(weights);
        List<HubTensor> tensors = new ArrayList<>();
        for (TensorInfo info : weights.tensors()) {
            HubTensor tensor = HubTensor.parse(info.name()).filter(found -> found.adapter().equals(name))
                    .orElseThrow(() -> names.unknown(info, "tensors of the adapter '" + name + "' are expected"));
            names.add(tensor.normalised(), info);
            tensors.add(tensor);
        }
        if (tensors.isEmpty()) {
            throw names.error(ErrorCode.TENSOR_MISSING, "adapters." + name,
                    "stands nowhere in the file; save the adapter again");
        }
        AdapterMethod method = method(names, tensors);
        String settings = "adapterhub " + JsonText.compact(settings(config.root()));
        return new AdapterHubReader.Body(new TensorSetConfig(method, settings + projections(names)), names.tensors());
    }

    private AdapterMethod method(TensorNames names, List<HubTensor> tensors) {
        if (!config.text("architecture", "").equals("union")) {
            return one(config, names, tensors);
        }
        JsonNode several = config.value("configs");
        Set<String> taken = new TreeSet<>();
        for (int i = 0; i < (several == null ? 0 : several.size()); i++) {
            ConfigReader each = config.element("configs", i);
            List<String> lists = lists(each);
            if (lists.stream().filter(list -> !list.equals(HubTensor.SHARED)).anyMatch(taken::contains)) {
                throw config.unsupported("configs",
                        "holds two adapters of one kind, whose tensors their names do not tell apart");
            }
            taken.addAll(lists);
            one(each, names, tensors.stream().filter(tensor -> lists.contains(tensor.list())).toList());
        }
        tensors.stream().filter(tensor -> !taken.contains(tensor.list())).findFirst().ifPresent(tensor -> {
            throw names.error(ErrorCode.TENSOR_UNKNOWN, tensor.normalised(),
                    "is of no method that 'configs' names; save the adapter again");
        });
        return AdapterMethod.UNION;
    }

    private static List<String> lists(ConfigReader config) {
        return switch (config.text("architecture", "")) {
            case "" -> LISTS_OF_BOTTLENECKS;
            case "lora" -> LISTS_OF_LORA;
            case "prefix_tuning" -> List.of(HubTensor.PREFIXES, HubTensor.PREFIX_GATES);
            case "prompt_tuning" -> List.of(HubTensor.PROMPTS);
            case "reft" -> List.of(HubTensor.REFTS);
            case "mtl_lora" -> throw config.unsupported("architecture",
                    "is 'mtl_lora', several tasks' adapters in one, of which each row names its own; train one for each"
                            + " task");
            default -> throw config.unsupported("architecture", "is " + config.value("architecture")
                    + "; bottlenecks (none), lora, prefix_tuning, prompt_tuning, reft and union are read");
        };
    }

    private AdapterMethod one(ConfigReader part, TensorNames names, List<HubTensor> tensors) {
        List<String> lists = lists(part);
        var check = new HubParts(names);
        for (HubTensor tensor : tensors) {
            if (!lists.contains(tensor.list())) {
                throw names.error(ErrorCode.TENSOR_UNKNOWN, tensor.normalised(),
                        "is of another method than the configuration; correct the configuration");
            }
            check.add(tensor);
        }
        return switch (part.text("architecture", "")) {
            case "" -> bottlenecks(part, names, check);
            case "lora" -> lora(part, names, check);
            case "prefix_tuning" -> prefix(part, check);
            case "prompt_tuning" -> {
                check.require(HubTensor.PROMPTS, "prompt_embedding.weight", true);
                yield AdapterMethod.PROMPT_TUNING;
            }
            default -> reft(part, check);
        };
    }

    private AdapterMethod bottlenecks(ConfigReader part, TensorNames names, HubParts check) {
        String list = HubTensor.BOTTLENECKS;
        var bottleneck = new AdapterHubBottleneck(file, part, name);
        bottleneck.nonLinearity();
        boolean phm = part.flag("phm_layer", false);
        boolean before = part.flag("ln_before", false);
        String down = before ? "adapter_down.1." : "adapter_down.0.";
        var places = new HubPlaces(part, names);
        check.places(list).forEach(places::add);
        places.check();
        for (String projection : new String[]{ down, "adapter_up." }) {
            check.require(list, projection + "weight", !phm);
            check.require(list, projection + "bias", !phm);
            check.require(list, projection + "b", phm && part.flag("phm_bias", true));
            boolean factored = phm && part.flag("factorized_phm_W", true) && !part.flag("shared_W_phm", false);
            check.require(list, projection + "W_left", factored);
            check.require(list, projection + "W_right", factored);
        }
        for (String place : places.all()) {
            names.find(place + "." + list + "." + down + "weight").map(AdapterLayer::shape)
                    .filter(shape -> shape.rank() == 2).ifPresent(shape -> {
                        bottleneck.requireSize(names, places, place, shape);
                        names.expect(place + "." + list + ".adapter_up.weight", shape.dimension(1),
                                shape.dimension(0));
                    });
        }
        check.require(list, "adapter_norm_before.weight", before);
        check.require(list, "adapter_norm_after.weight", part.flag("ln_after", false));
        check.require(list, "gate.weight", part.flag("use_gating", false));
        JsonNode scaling = part.value("scaling");
        check.require(list, "scaling", scaling != null && scaling.isTextual());
        check.requireAny(HubTensor.INVERTIBLE, AdapterHubBottleneck.isInvertible(file, part));
        check.requireAny(HubTensor.SHARED, phm
                && (part.flag("shared_phm_rule", true) || part.flag("shared_W_phm", false)));
        return AdapterMethod.BOTTLENECK;
    }

    private AdapterMethod lora(ConfigReader part, TensorNames names, HubParts check) {
        String list = HubTensor.LORAS;
        var places = new TreeSet<String>(check.places(list));
        for (String place : places) {
            if (HubModule.parse(place).isEmpty()) {
                throw names.error(ErrorCode.TENSOR_UNKNOWN, place,
                        "is no layer's query, key, value, intermediate or output projection, which are expected");
            }
        }
        new AdapterHubLora(file, part, name).requireKinds(names, places);
        boolean scales = part.text("composition_mode", "add").equals("scale");
        boolean vera = part.has("vera_d") || part.has("vera_b");
        boolean dora = part.flag("use_dora", false);
        check.require(list, "lora_A", !scales && !vera);
        check.require(list, "lora_B", !vera);
        check.require(list, "vera_B", vera);
        check.require(list, "vera_D", vera);
        check.require(list, "m.weight", dora);
        check.require(list, "gate.weight", part.flag("use_gating", false));
        check.requireAny(HubTensor.SHARED, vera);
        int rank = part.positive("r");
        for (String place : places) {
            AdapterLayer a = names.find(place + "." + list + ".lora_A").orElse(null);
            if (a != null && a.shape().dimension(0) % rank != 0) {
                throw names.error(ErrorCode.TENSOR_SHAPE_MISMATCH, a.storedName(), "has shape " + a.shape()
                        + ", the configuration expects rank " + rank + "; correct the configuration");
            }
        }
        if (scales) {
            return AdapterMethod.IA3;
        }
        return vera ? AdapterMethod.VERA : dora ? AdapterMethod.DORA : AdapterMethod.GATED_LORA;
    }

    private static AdapterMethod prefix(ConfigReader part, HubParts check) {
        boolean flat = part.flag("flat", false);
        check.requireEnding(HubTensor.PREFIXES, ".control_trans", flat);
        check.requireEnding(HubTensor.PREFIXES, ".wte.weight", !flat);
        check.requireEnding(HubTensor.PREFIXES, ".control_trans.2.weight", !flat);
        check.requireAny(HubTensor.PREFIX_GATES, part.flag("use_gating", false));
        return AdapterMethod.PREFIX_TUNING;
    }

    private static AdapterMethod reft(ConfigReader part, HubParts check) {
        part.refuse("orthogonality", "its projection is kept as reflections from a base of its own, of which no mean is"
                + " defined; train without (NoReFT, DiReFT)");
        check.require(HubTensor.REFTS, "units.0.projection.weight", true);
        check.require(HubTensor.REFTS, "units.0.learned_source.weight", true);
        check.require(HubTensor.REFTS, "units.1.projection.weight", !part.flag("tied_weights", false));
        return AdapterMethod.REFT;
    }

    /** VeRA's scales mean nothing without the random projections between them. */
    private static String projections(TensorNames names) {
        var digest = new Sha256();
        boolean any = false;
        for (String factor : new String[]{ "lora_A", "lora_B" }) {
            AdapterLayer layer = names.find(HubTensor.SHARED + "." + factor).orElse(null);
            if (layer != null) {
                float[] values = names.tensors().read(layer);
                digest.update(values, 0, values.length);
                any = true;
            }
        }
        return any ? " projections=" + digest.hex() : "";
    }

    /** What decides the function, in the order of names, without what is unset. */
    private ObjectNode settings(ObjectNode all) {
        SortedMap<String, JsonNode> kept = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            String field = entry.getKey();
            JsonNode value = entry.getValue();
            boolean unset = value.isNull() || value.isBoolean() && !value.booleanValue()
                    || value.isContainerNode() && value.isEmpty();
            if (unset || NO_FUNCTION.contains(field)) {
                continue;
            }
            kept.put(field, field.equals("configs") ? each(value) : value);
        }
        ObjectNode settings = JsonText.object();
        settings.setAll(kept);
        if (kept.containsKey("non_linearity") && config.has("mh_adapter")) {
            settings.put("non_linearity", new AdapterHubBottleneck(file, config, name).nonLinearity().name()
                    .toLowerCase(Locale.ROOT));
        }
        return settings;
    }

    private JsonNode each(JsonNode configs) {
        ObjectNode[] several = new ObjectNode[configs.size()];
        for (int i = 0; i < several.length; i++) {
            several[i] = configs.get(i) instanceof ObjectNode each ? settings(each) : JsonText.object();
        }
        return JsonText.array().addAll(Arrays.asList(several));
    }
}
