package dev.shaker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.djl.torch.AdapterTensors;
import dev.shaker.djl.torch.Linear;

/**
 * Adds {@code scale B A} to the weights of a layer's targets. Matrices without an update stay the base model's own arrays;
 * changed ones are copies of the adapter's manager.
 */
record LoraUpdate(AdapterTensors tensors, LoraConfig config, BaseModelConfig base) {
    LayerWeights apply(String layer, LayerWeights weights) {
        int hidden = base.hiddenSize();
        int wide = base.intermediateSize();
        return new LayerWeights(queryKeyValue(layer + "attention.self.", weights.queryKeyValue()),
                linear(layer + "attention.output.dense", weights.attentionOutput(), hidden, hidden),
                weights.attentionNorm(), linear(layer + "intermediate.dense", weights.intermediate(), wide, hidden),
                linear(layer + "output.dense", weights.output(), hidden, wide), weights.outputNorm());
    }

    private Linear linear(String module, Linear frozen, int out, int in) {
        if (!tensors.has(module + ".lora_A")) {
            return frozen;
        }
        NDArray merged = copy(frozen.weight());
        add(merged, module, 1, out, in);
        return new Linear(merged, frozen.bias());
    }

    private Linear queryKeyValue(String self, Linear frozen) {
        String[] parts = { "query", "key", "value" };
        NDArray merged = null;
        int hidden = base.hiddenSize();
        for (int part = 0; part < parts.length; part++) {
            if (tensors.has(self + parts[part] + ".lora_A")) {
                merged = merged == null ? copy(frozen.weight()) : merged;
                try (NDArray rows = merged.get(new NDIndex().addSliceDim((long) part * hidden, (part + 1L) * hidden))) {
                    add(rows, self + parts[part], part == 0 ? EncoderWeights.queryScale(base) : 1, hidden, hidden);
                }
            }
        }
        return merged == null ? frozen : new Linear(merged, frozen.bias());
    }

    private void add(NDArray weight, String module, double factor, int out, int in) {
        int rank = tensors.dimension(module + ".lora_A", 0);
        try (NDArray a = tensors.array(module + ".lora_A", 1, rank, in);
                NDArray b = tensors.array(module + ".lora_B", factor * config.scale(module), out, rank);
                NDArray update = b.matMul(a)) {
            weight.addi(update);
        }
    }

    private NDArray copy(NDArray frozen) {
        NDArray copy = frozen.duplicate();
        copy.attach(tensors.manager());
        return copy;
    }
}
