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
import dev.shaker.djl.torch.EmbeddingUpdate;
import dev.shaker.djl.torch.Linear;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.sweep.MemberWeights;

/**
 * A decoder with LoRA inside: {@code scale B A} is added to copies of the matrices that it updates, once; all others are the base
 * model's own.
 *
 * @param words word embeddings [V, H]
 * @param update of the word embeddings, null where the adapter makes none
 * @param head the language-model head, null where the base model has none
 * @param manager of the copies
 */
record AdaptedDecoder(DecoderWeights base, NDArray words, @Nullable EmbeddingUpdate update, List<DecoderLayer> layers,
        @Nullable Linear head, NDManager manager) implements AutoCloseable {
    /**
     * @param saved tables that lie beside the adapter, in the place of the base model's: of tied ones one stands for both
     * @throws ShakerException {@code EVALUATION_UNSUPPORTED} for what is no LoRA; {@code TENSOR_MISSING},
     *         {@code TENSOR_UNKNOWN}, {@code TENSOR_SHAPE_MISMATCH} where the adapter does not fit the base model
     */
    static AdaptedDecoder of(DecoderWeights base, MemberWeights adapter, SavedTables saved, NDManager parent) {
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
            NDArray savedWords = saved.table(config.words(), base, manager);
            NDArray savedHead = saved.table(DecoderConfig.HEAD, base, manager);
            NDArray own = savedWords == null && config.tied() ? savedHead : savedWords;
            NDArray ownHead = savedHead == null && config.tied() ? savedWords : savedHead;
            Linear frozen = ownHead == null || base.head() == null ? base.head() : new Linear(ownHead, null);
            Linear head = frozen == null ? null : merging.linear(frozen, List.of(config.head()));
            EmbeddingUpdate update = EmbeddingUpdate.of(tensors, lora, config.words(), config.vocabularySize(),
                    config.hiddenSize());
            tensors.checkAllUsed();
            return new AdaptedDecoder(base, own == null ? base.words() : own, update, List.copyOf(layers), head,
                    manager);
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
