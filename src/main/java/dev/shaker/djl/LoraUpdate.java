package dev.shaker.djl;

import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.base.EncoderModules;
import dev.shaker.adapter.base.LinearModule;
import dev.shaker.djl.torch.AdapterTensors;
import dev.shaker.djl.torch.EmbeddingUpdate;
import dev.shaker.djl.torch.Linear;

/**
 * Adds {@code scale B A} to the weights of a layer's targets. Matrices without an update stay the base model's own arrays;
 * changed ones are copies of the adapter's manager.
 */
record LoraUpdate(AdapterTensors tensors, LoraConfig config, BaseModelConfig base) {
    LayerWeights apply(EncoderModules layer, LayerWeights weights) {
        return new LayerWeights(queryKeyValue(layer, weights.queryKeyValue()),
                linear(layer.attentionOutput(), weights.attentionOutput()), weights.attentionNorm(),
                linear(layer.intermediate(), weights.intermediate()), linear(layer.output(), weights.output()),
                weights.outputNorm());
    }

    boolean changesEmbeddings() {
        return tensors.has(BaseModelConfig.WORDS + ".lora_A") || tensors.has(BaseModelConfig.PROJECTION + ".lora_A");
    }

    EmbeddingWeights embeddings(EmbeddingWeights frozen) {
        Linear projection = frozen.projection();
        LinearModule module = base.projection().orElse(null);
        return frozen.with(
                EmbeddingUpdate.of(tensors, config, BaseModelConfig.WORDS, base.vocabularySize(),
                        base.embeddingSize()),
                projection == null || module == null ? null : linear(module, projection));
    }

    Optional<Linear> pooler(Optional<Linear> frozen) {
        return frozen.map(pooler -> linear(
                new LinearModule(BaseModelConfig.POOLER, base.hiddenSize(), base.hiddenSize(), true), pooler));
    }

    private Linear linear(LinearModule module, Linear frozen) {
        if (!tensors.has(module.name() + ".lora_A")) {
            return frozen;
        }
        NDArray merged = copy(frozen.weight());
        add(merged, module, 1);
        return new Linear(merged, frozen.bias());
    }

    private Linear queryKeyValue(EncoderModules layer, Linear frozen) {
        NDArray merged = null;
        long row = 0;
        for (LinearModule part : List.of(layer.query(), layer.key(), layer.value())) {
            if (tensors.has(part.name() + ".lora_A")) {
                merged = merged == null ? copy(frozen.weight()) : merged;
                try (NDArray rows = merged.get(new NDIndex().addSliceDim(row, row + part.out()))) {
                    add(rows, part, row == 0 ? EncoderWeights.queryScale(base) : 1);
                }
            }
            row += part.out();
        }
        return merged == null ? frozen : new Linear(merged, frozen.bias());
    }

    private void add(NDArray weight, LinearModule module, double factor) {
        String name = module.name();
        int rank = tensors.dimension(name + ".lora_A", 0);
        try (NDArray a = tensors.array(name + ".lora_A", 1, rank, module.in());
                NDArray b = tensors.array(name + ".lora_B", factor * config.scale(name), module.out(), rank);
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
