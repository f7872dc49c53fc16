package dev.shaker.djl.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.peft.PeftSaved;
import dev.shaker.djl.torch.Precision;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorShape;

/** Tables that the library saved with a domain: the embedding that LoRA updates, and the head beside it. */
record SavedTables(Head head) {
    boolean isEmpty() {
        return head.tensors().layers().stream()
                .noneMatch(layer -> HeadConfig.TABLES.contains(PeftSaved.module(layer.name())));
    }

    /**
     * A table [V, H], null where none of that name was saved.
     *
     * @throws ShakerException {@code TENSOR_SHAPE_MISMATCH}
     */
    @Nullable
    NDArray table(String module, DecoderWeights base, NDManager manager) {
        TensorShape expected = TensorShape.of(base.config().vocabularySize(), base.config().hiddenSize());
        for (AdapterLayer layer : head.tensors().layers()) {
            if (PeftSaved.module(layer.name()).equals(module)) {
                if (!layer.shape().equals(expected)) {
                    throw new ShakerException(ErrorCode.TENSOR_SHAPE_MISMATCH, "saved tensor '" + layer.storedName()
                            + "' has shape " + layer.shape() + ", the base model's is " + expected
                            + "; evaluate the adapter on the base model it was trained on")
                            .with("tensor", layer.storedName());
                }
                return base.precision()
                        .of(manager.create(head.tensors().read(layer), Precision.shape(expected)));
            }
        }
        return null;
    }
}
