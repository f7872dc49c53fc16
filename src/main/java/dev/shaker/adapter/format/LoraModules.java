package dev.shaker.adapter.format;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.TensorShape;

/** The checks that both layouts of LoRA share. */
public final class LoraModules {
    private static final String A = ".lora_A";
    private static final String B = ".lora_B";

    private LoraModules() {
    }

    /**
     * Checks that the file holds A [r,in] and B [out,r] of exactly the expected modules.
     *
     * @param expected rank by normalised module name
     * @return hidden size H of an encoder, 0 where no module of one tells it
     */
    public static int check(TensorNames names, SortedMap<String, Integer> expected) {
        for (AdapterLayer layer : names.layers().values()) {
            if (!expected.containsKey(layer.name().substring(0, layer.name().lastIndexOf('.')))) {
                throw names.error(ErrorCode.TENSOR_UNKNOWN, layer.storedName(),
                        "belongs to a module that the configuration does not target; correct the configuration");
            }
        }
        expected.forEach((module, rank) -> {
            TensorShape a = factor(names, module + A);
            TensorShape b = factor(names, module + B);
            names.expect(module + A, rank, a.dimension(1));
            names.expect(module + B, b.dimension(0), rank);
        });
        return expected.keySet().stream().map(AdaptedModule::parse).flatMap(Optional::stream).sorted().findFirst()
                .map(first -> first.kind().equals("output.dense")
                        ? factor(names, first.name() + B).dimension(0)
                        : factor(names, first.name() + A).dimension(1))
                .orElse(0);
    }

    public static LoraConfig config(int hidden, int rank, double alpha, boolean rankStabilised,
            Map<String, Integer> ranks, Map<String, Double> alphas, SortedSet<String> embeddings,
            SortedMap<String, TensorShape> kernels) {
        var kinds = new TreeSet<String>();
        ranks.keySet().forEach(module -> kinds.add(LoraConfig.kind(module)));
        return new LoraConfig(hidden, rank, alpha, rankStabilised, kinds, ranks, alphas, embeddings, kernels);
    }

    /** An encoder's modules by their names. */
    public static <T> SortedMap<String, T> named(Map<AdaptedModule, T> modules) {
        SortedMap<String, T> byName = new TreeMap<>();
        modules.forEach((module, value) -> byName.put(module.name(), value));
        return byName;
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
