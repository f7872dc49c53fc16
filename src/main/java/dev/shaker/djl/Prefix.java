package dev.shaker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterMethod;

/**
 * What a batch's forward pass computes before the first adapter has a say: the same for every adapter and mixture of a method.
 *
 * @param x LoRA and Houlsby: the embeddings; Pfeiffer: {@code f + h} of the first layer; [B, T, H]
 * @param o Houlsby: the first layer's attention output
 */
record Prefix(AdapterMethod method, NDArray x, @Nullable NDArray o) {
    static Prefix compute(AdapterMethod method, Forward forward, EncoderWeights base, TokenBatch batch) {
        NDArray x = forward.embed(batch);
        if (method == AdapterMethod.LORA) {
            return new Prefix(method, x, null);
        }
        AdaptedLayer frozen = new AdaptedLayer(base.layers().getFirst(), null, null, null);
        NDArray o = forward.attention(frozen.weights(), x);
        if (method == AdapterMethod.HOULSBY) {
            return new Prefix(method, x, o);
        }
        try (x; o; NDArray h = frozen.weights().attentionNorm().apply(o.addi(x))) {
            return new Prefix(method, forward.feedForward(frozen, h), null);
        }
    }

    /** The first layer's output with an adapter inside, from here on; the prefix stays as it is. */
    NDArray resume(Forward forward, AdaptedLayer layer) {
        if (method == AdapterMethod.PFEIFFER) {
            return forward.finish(layer, x);
        }
        return o == null ? forward.layer(layer, x) : forward.afterAttention(layer, x, forward.own(o.duplicate()));
    }

    void moveTo(NDManager manager) {
        x.attach(manager);
        if (o != null) {
            o.attach(manager);
        }
    }

    /** Bytes that a prefix of so many tokens takes at most: Houlsby keeps two arrays. */
    static long bytes(long tokens, int hidden) {
        return 2 * tokens * hidden * Float.BYTES;
    }
}
