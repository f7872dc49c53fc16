package dev.shaker.adapter.adapterhub;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;

/**
 * Houlsby and Pfeiffer bottlenecks, in every family; any other is a set of tensors. The files carry no name of the architecture: the
 * flags decide.
 */
final class AdapterHubBottleneck {
    private static final Map<String, String> PARTS = Map.of("adapter_down.0.weight", "down.weight",
            "adapter_down.0.bias", "down.bias", "adapter_up.weight", "up.weight", "adapter_up.bias", "up.bias");
    private static final List<String> MORE = List.of("is_parallel", "phm_layer", "use_gating", "cross_adapter",
            "ln_before", "ln_after");

    private final ConfigReader file;
    private final ConfigReader config;
    private final String name;

    AdapterHubBottleneck(ConfigReader file, ConfigReader config, String name) {
        this.file = file;
        this.config = config;
        this.name = name;
    }

    /** @param hidden as the file says it, 0 where it does not */
    AdapterHubReader.Body read(TensorFile weights, int hidden) {
        boolean encoder = weights.tensors().stream()
                .map(AdapterHubBottleneck::parse)
                .anyMatch(Optional::isPresent);
        if (!isPlain() || encoder && !oneSize(weights, hidden)) {
            return new AdapterHubSet(file, config, name).read(weights);
        }
        var names = new TensorNames(weights);
        BottleneckConfig shape = encoder ? encoder(weights, names, hidden) : elsewhere(weights, names);
        return shape == null
                ? new AdapterHubSet(file, config, name).read(weights)
                : new AdapterHubReader.Body(shape, names.tensors());
    }

    private BottleneckConfig encoder(TensorFile weights, TensorNames names, int hidden) {
        AdapterMethod method = method();
        var layers = new TreeSet<Integer>();
        for (TensorInfo info : weights.tensors()) {
            BottleneckTensor tensor = parse(info)
                    .filter(found -> found.adapter().equals(name))
                    .orElseThrow(() -> names.unknown(info,
                            "a bottleneck of the adapter '" + name + "' in the encoder is expected"));
            if (tensor.behindAttention() && method == AdapterMethod.PFEIFFER) {
                throw names.unknown(info, "mh_adapter is false, so nothing is expected behind the attention");
            }
            layers.add(tensor.layer());
            names.add(module(tensor.layer(), tensor.behindAttention() ? "attention.output" : "output") + tensor.part(),
                    info);
        }
        if (hidden == 0) {
            throw file.invalid("hidden_size", "expects a whole number above 0");
        }
        return new BottleneckConfig(method, hidden, check(names, method, hidden, layers.last()), nonLinearity(),
                scaling());
    }

    private static Optional<BottleneckTensor> parse(TensorInfo info) {
        return BottleneckTensor.parse(TensorNames.withoutArchitecture(TensorNames.unwrapped(info.name())));
    }

    /** Of another family: wherever that has them, of one size; null where their sizes differ. */
    private @Nullable BottleneckConfig elsewhere(TensorFile weights, TensorNames names) {
        var places = new HubPlaces(config, names);
        for (TensorInfo info : weights.tensors()) {
            HubTensor tensor = HubTensor.parse(info.name())
                    .filter(found -> found.list().equals(HubTensor.BOTTLENECKS) && found.adapter().equals(name)
                            && PARTS.containsKey(found.part()))
                    .orElseThrow(() -> names.unknown(info,
                            "a bottleneck of the adapter '" + name + "' in a layer is expected"));
            names.add(tensor.place() + ".adapter." + PARTS.get(tensor.part()), info);
            places.add(tensor.place());
        }
        places.check();
        TensorShape first = null;
        for (String place : places.all()) {
            TensorShape down = names.find(place + ".adapter.down.weight").map(AdapterLayer::shape)
                    .filter(shape -> shape.rank() == 2)
                    .orElseThrow(() -> names.error(ErrorCode.TENSOR_MISSING, place + ".adapter_down",
                            "is not in the file as a matrix; save the adapter again"));
            checkModule(names, place + ".adapter.", down.dimension(1), down.dimension(0));
            requireSize(names, places, place, down);
            if (first != null && !first.equals(down)) {
                return null;
            }
            first = down;
        }
        return new BottleneckConfig(method(), Objects.requireNonNull(first).dimension(1), first.dimension(0),
                nonLinearity(), scaling());
    }

    /** Whether all layers that are there have bottlenecks of one size. */
    private boolean oneSize(TensorFile weights, int hidden) {
        return weights.tensors().stream()
                .map(AdapterHubBottleneck::parse)
                .flatMap(Optional::stream).map(tensor -> bottleneck(tensor.layer(), hidden)).distinct().count() <= 1;
    }

    private int check(TensorNames names, AdapterMethod method, int hidden, int last) {
        var leaveOut = AdapterHubLora.leaveOut(config);
        int bottleneck = 0;
        for (int layer = 0; layer <= last; layer++) {
            if (leaveOut.contains(layer)) {
                continue;
            }
            int d = bottleneck(layer, hidden);
            bottleneck = d;
            checkModule(names, module(layer, "output"), hidden, d);
            if (method == AdapterMethod.HOULSBY) {
                checkModule(names, module(layer, "attention.output"), hidden, d);
            }
        }
        int modules = (last + 1 - (int) leaveOut.stream().filter(layer -> layer <= last).count())
                * (method == AdapterMethod.HOULSBY ? 2 : 1);
        if (names.layers().size() != 4 * modules) {
            throw config.invalid("leave_out", "but the file holds tensors of layers that are left out");
        }
        return bottleneck;
    }

    private static String module(int layer, String place) {
        return "encoder.layer." + layer + "." + place + ".adapter.";
    }

    private static void checkModule(TensorNames names, String module, int hidden, int d) {
        names.expect(module + "down.weight", d, hidden);
        names.expect(module + "down.bias", d);
        names.expect(module + "up.weight", hidden, d);
        names.expect(module + "up.bias", hidden);
    }

    /**
     * That a place has the bottleneck that {@code reduction_factor} asks for. How it numbers the layers of several stacks no name
     * tells.
     *
     * @param down shape [d,h] of the projection down
     */
    void requireSize(TensorNames names, HubPlaces places, String place, TensorShape down) {
        JsonNode factor = config.value("reduction_factor");
        if (factor instanceof ObjectNode && places.stacks() > 1) {
            return;
        }
        int wanted = bottleneck(places.layer(place), down.dimension(1));
        if (down.dimension(0) != wanted) {
            throw names.error(ErrorCode.TENSOR_SHAPE_MISMATCH, place, "has a bottleneck of " + down.dimension(0)
                    + ", 'reduction_factor' asks for " + wanted
                    + "; correct the configuration, or save the adapter again");
        }
    }

    /** Whether nothing beside the two projections decides what is computed. */
    private boolean isPlain() {
        for (String field : MORE) {
            if (config.flag(field, false)) {
                return false;
            }
        }
        boolean attention = config.flag("mh_adapter", false);
        JsonNode residual = config.value("residual_before_ln");
        JsonNode scaling = config.value("scaling");
        // Without the LayerNorm before it, both truth values of the residual mean the same.
        return !isInvertible(file, config) && config.flag("output_adapter", true)
                && config.flag("original_ln_before", false) != attention && config.flag("original_ln_after", true)
                && (residual == null || residual.isBoolean() && (attention || residual.booleanValue()))
                && (scaling == null || !scaling.isTextual());
    }

    /** Old task adapters name invertible adapters that they do not have; the library drops them too. */
    static boolean isInvertible(ConfigReader file, ConfigReader config) {
        return !file.text("type", "").equals("text_task")
                && (config.has("inv_adapter") && !config.text("inv_adapter", "").isEmpty()
                        || config.has("invertible_adapter"));
    }

    private AdapterMethod method() {
        return config.flag("mh_adapter", false) ? AdapterMethod.HOULSBY : AdapterMethod.PFEIFFER;
    }

    private int bottleneck(int layer, int hidden) {
        JsonNode factor = config.value("reduction_factor");
        if (factor instanceof ObjectNode map) {
            JsonNode own = map.get(Integer.toString(layer));
            factor = own != null ? own : map.get("default");
        }
        if (factor == null || !factor.isNumber() || !(factor.doubleValue() > 0)) {
            throw config.invalid("reduction_factor", "expects a number above 0 for layer " + layer);
        }
        return (int) Math.max(1, Math.floor(hidden / factor.doubleValue()));
    }

    /** Before versions were written down, "gelu" was the tanh form and "gelu_orig" the exact one. */
    NonLinearity nonLinearity() {
        String phi = config.text("non_linearity", "");
        if (!file.has("version") && phi.equals("gelu")) {
            return NonLinearity.GELU_NEW;
        }
        if (!file.has("version") && phi.equals("gelu_orig")) {
            return NonLinearity.GELU;
        }
        if (phi.isEmpty()) {
            throw config.invalid("non_linearity", "expects the name of an activation function");
        }
        return config.nonLinearity("non_linearity", null);
    }

    private float scaling() {
        return (float) config.number("scaling", 1);
    }
}
