package dev.shaker.djl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.LoraConfig;

/**
 * LoRA of a table of embeddings: {@code scale (B A)^T} is added to its rows. Rows are looked up in {@code A^T} and multiplied, so
 * that the table itself is shared by all adapters.
 *
 * @param a {@code A^T} [V, r]
 * @param b {@code scale B} [H, r]
 */
public record EmbeddingUpdate(NDArray a, Linear b) {
    /**
     * The update of a module, null where the adapter has none.
     *
     * @param rows V
     * @param width H
     */
    public static @Nullable EmbeddingUpdate of(AdapterTensors tensors, LoraConfig lora, String module, int rows,
            int width) {
        if (!tensors.has(module + ".lora_A")) {
            return null;
        }
        int rank = tensors.dimension(module + ".lora_A", 0);
        return new EmbeddingUpdate(tensors.array(module + ".lora_A", 1, rank, rows).transpose(),
                new Linear(tensors.array(module + ".lora_B", lora.scale(module), width, rank), null));
    }

    /**
     * Rows of a table with its update.
     *
     * @param update null where there is none
     * @return a new array [.., H] of the manager of {@code ids}
     */
    public static NDArray look(NDArray ids, NDArray table, @Nullable EmbeddingUpdate update) {
        NDArray rows = rows(ids, table);
        if (update == null) {
            return rows;
        }
        try (NDArray inner = rows(ids, update.a); NDArray change = update.b.apply(inner)) {
            return rows.addi(change);
        }
    }

    /** Rows of a table; the result belongs to the manager of the indices. */
    public static NDArray rows(NDArray indices, NDArray table) {
        return Embedding.embedding(indices, table, SparseFormat.DENSE).singletonOrThrow();
    }
}
