package dev.shaker.djl.decoder;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.base.DecoderConfig;
import dev.shaker.adapter.base.LinearModule;
import dev.shaker.djl.torch.AdapterTensors;
import dev.shaker.djl.torch.Linear;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.sweep.MemberWeights;

/**
 * A decoder with LoRA inside: {@code scale B A} is added to copies of the matrices that it updates, once; all others are the base
 * model's own.
 *
 * @param head the language-model head, null where the base model has none
 * @param manager of the copies
 */
record AdaptedDecoder(DecoderWeights base, List<DecoderLayer> layers, @Nullable Linear head,
        NDManager manager) implements AutoCloseable {
    /**
     * @throws ShakerException {@code EVALUATION_UNSUPPORTED} for what is no LoRA; {@code TENSOR_MISSING},
     *         {@code TENSOR_UNKNOWN}, {@code TENSOR_SHAPE_MISMATCH} where the adapter does not fit the base model
     */
    static AdaptedDecoder of(DecoderWeights base, MemberWeights adapter, NDManager parent) {
        if (!(adapter.config() instanceof LoraConfig lora)) {
            throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED, adapter.config().method().wire()
                    + " adapters of decoders are compared and mixed, and not run here: LoRA is");
        }
        NDManager manager = parent.newSubManager();
        try {
            AdapterTensors tensors = new AdapterTensors(adapter, base.precision(), manager);
            var merging = new Merging(tensors, lora);
            DecoderConfig config = base.config();
            List<DecoderLayer> layers = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                DecoderLayer frozen = base.layers().get(i);
                layers.add(new DecoderLayer(frozen.attentionNorm(),
                        merging.linear(frozen.queryKeyValue(), config.queryKeyValue(i)), frozen.queryNorm(),
                        frozen.keyNorm(), merging.linear(frozen.attentionOutput(), List.of(config.attentionOutput(i))),
                        frozen.feedForwardNorm(), merging.linear(frozen.up(), config.up(i)),
                        merging.linear(frozen.down(), List.of(config.down(i))), frozen.window()));
            }
            Linear head = base.head() == null ? null : merging.linear(base.head(), List.of(config.head()));
            tensors.checkAllUsed();
            return new AdaptedDecoder(base, List.copyOf(layers), head, manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private record Merging(AdapterTensors tensors, LoraConfig lora) {
        /** @param modules whose matrices lie in {@code frozen} one below the other */
        Linear linear(Linear frozen, List<LinearModule> modules) {
            NDArray merged = null;
            long row = 0;
            for (LinearModule module : modules) {
                if (tensors.has(module.name() + ".lora_A")) {
                    if (merged == null) {
                        merged = frozen.weight().duplicate();
                        merged.attach(tensors.manager());
                    }
                    try (NDArray part = merged.get(new NDIndex().addSliceDim(row, row + module.out()))) {
                        add(part, module);
                    }
                }
                row += module.out();
            }
            return merged == null ? frozen : new Linear(merged, frozen.bias());
        }

        private void add(NDArray weight, LinearModule module) {
            String name = module.name();
            int rank = tensors.dimension(name + ".lora_A", 0);
            try (NDArray a = tensors.array(name + ".lora_A", 1, rank, module.in());
                    NDArray b = tensors.array(name + ".lora_B", lora.scale(name), module.out(), rank);
                    NDArray update = b.matMul(a)) {
                weight.addi(update);
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
