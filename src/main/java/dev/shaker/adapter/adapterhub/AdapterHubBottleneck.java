package dev.shaker.adapter.adapterhub;

import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;

/** Houlsby and Pfeiffer bottlenecks. The files carry no name of the architecture: the flags decide. */
final class AdapterHubBottleneck {
    private static final String REMEDY = "only Pfeiffer (seq_bn) and Houlsby (double_seq_bn) bottlenecks are";

    private final ConfigReader file;
    private final ConfigReader config;
    private final String name;

    AdapterHubBottleneck(ConfigReader file, ConfigReader config, String name) {
        this.file = file;
        this.config = config;
        this.name = name;
    }

    BottleneckConfig read(TensorFile weights, TensorNames names, int hidden) {
        checkFlags();
        AdapterMethod method = method();
        var layers = new TreeSet<Integer>();
        for (TensorInfo info : weights.tensors()) {
            BottleneckTensor tensor = BottleneckTensor
                    .parse(TensorNames.withoutArchitecture(TensorNames.unwrapped(info.name())))
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
        if (layers.isEmpty()) {
            throw names.error(ErrorCode.TENSOR_MISSING, "adapter_down", "stands nowhere in the file; save it again");
        }
        return new BottleneckConfig(method, hidden, check(names, method, hidden, layers.last()), nonLinearity(),
                scaling());
    }

    private int check(TensorNames names, AdapterMethod method, int hidden, int last) {
        var leaveOut = AdapterHubLora.leaveOut(config);
        int bottleneck = 0;
        for (int layer = 0; layer <= last; layer++) {
            if (leaveOut.contains(layer)) {
                continue;
            }
            int d = bottleneck(layer, hidden);
            if (bottleneck != 0 && d != bottleneck) {
                throw config.unsupported("reduction_factor",
                        "gives bottlenecks of " + bottleneck + " and " + d + "; one size for all layers is supported");
            }
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

    private void checkFlags() {
        config.refuse("is_parallel", REMEDY);
        config.refuse("phm_layer", REMEDY);
        config.refuse("use_gating", REMEDY);
        config.refuse("cross_adapter", REMEDY);
        config.refuse("ln_before", "the adapter's own LayerNorm is not");
        config.refuse("ln_after", "the adapter's own LayerNorm is not");
        // Old task adapters name invertible adapters that they do not have; the library drops them too.
        if (!file.text("type", "").equals("text_task")) {
            config.refuse("inv_adapter", REMEDY);
            config.refuse("invertible_adapter", REMEDY);
        }
    }

    private AdapterMethod method() {
        boolean attention = config.flag("mh_adapter", false);
        expectFlag("output_adapter", config.flag("output_adapter", true), true, attention);
        expectFlag("original_ln_before", config.flag("original_ln_before", false), !attention, attention);
        expectFlag("original_ln_after", config.flag("original_ln_after", true), true, attention);
        JsonNode residual = config.value("residual_before_ln");
        // Without the LayerNorm before it, both truth values mean the same.
        if (residual != null && (!residual.isBoolean() || (!attention && !residual.booleanValue()))) {
            throw config.unsupported("residual_before_ln", "is " + residual + ", which is not supported; " + REMEDY);
        }
        return attention ? AdapterMethod.HOULSBY : AdapterMethod.PFEIFFER;
    }

    private void expectFlag(String field, boolean actual, boolean expected, boolean attention) {
        if (actual != expected) {
            throw config.unsupported(field, "is " + actual + " while mh_adapter is " + attention
                    + ", which is not supported; " + REMEDY);
        }
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
    private NonLinearity nonLinearity() {
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
        JsonNode scaling = config.value("scaling");
        if (scaling != null && scaling.isTextual()) {
            throw config.unsupported("scaling", "is " + scaling + ", only a constant number is supported");
        }
        return (float) config.number("scaling", 1);
    }
}
