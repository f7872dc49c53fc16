package dev.shaker.adapter.format;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.TensorShape;

/** The checks that both layouts of LoRA share. */
public final class LoraModules {
    private LoraModules() {
    }

    /**
     * Checks that the file holds A [r,in] and B [out,r] of exactly the expected modules.
     *
     * @param expected rank by module
     * @return hidden size H
     */
    public static int check(TensorNames names, Map<AdaptedModule, Integer> expected) {
        for (AdapterLayer layer : names.layers().values()) {
            String module = layer.name().substring(0, layer.name().lastIndexOf('.'));
            if (AdaptedModule.parse(module).filter(expected::containsKey).isEmpty()) {
                throw names.error(ErrorCode.TENSOR_UNKNOWN, layer.storedName(),
                        "belongs to a module that the configuration does not target; correct the configuration");
            }
        }
        int hidden = 0;
        int intermediate = 0;
        for (var entry : new TreeMap<>(expected).entrySet()) {
            AdaptedModule module = entry.getKey();
            TensorShape a = factor(names, module.name() + ".lora_A");
            TensorShape b = factor(names, module.name() + ".lora_B");
            boolean widens = module.kind().equals("intermediate.dense");
            boolean narrows = module.kind().equals("output.dense");
            hidden = hidden != 0 ? hidden : narrows ? b.dimension(0) : a.dimension(1);
            intermediate = intermediate != 0 || !(widens || narrows)
                    ? intermediate
                    : widens ? b.dimension(0) : a.dimension(1);
            int rank = entry.getValue();
            names.expect(module.name() + ".lora_A", rank, narrows ? intermediate : hidden);
            names.expect(module.name() + ".lora_B", widens ? intermediate : hidden, rank);
        }
        return hidden;
    }

    public static LoraConfig config(int hidden, int rank, double alpha, boolean rankStabilised,
            Map<AdaptedModule, Integer> ranks,
            Map<AdaptedModule, Double> alphas) {
        var kinds = new TreeSet<String>();
        Map<String, Integer> rankByName = new TreeMap<>();
        Map<String, Double> alphaByName = new TreeMap<>();
        ranks.forEach((module, r) -> {
            kinds.add(module.kind());
            rankByName.put(module.name(), r);
        });
        alphas.forEach((module, a) -> alphaByName.put(module.name(), a));
        return new LoraConfig(hidden, rank, alpha, rankStabilised, kinds, rankByName, alphaByName);
    }

    private static TensorShape factor(TensorNames names, String name) {
        var layer = names.find(name);
        if (layer.isEmpty()) {
            throw names.error(ErrorCode.TENSOR_MISSING, name,
                    "is not in the file, the configuration asks for it; save the adapter again");
        }
        if (layer.get().shape().rank() != 2) {
            throw names.error(ErrorCode.TENSOR_SHAPE_MISMATCH, layer.get().storedName(),
                    "has shape " + layer.get().shape() + ", expects a matrix");
        }
        return layer.get().shape();
    }
}
