package dev.shaker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

/** A token batch that remembers its prefix of the method last asked for. Used by one thread at a time. */
final class PreparedBatch {
    private final TokenBatch tokens;
    private @Nullable Prefix kept;
    private @Nullable NDManager keeper;

    PreparedBatch(TokenBatch tokens) {
        this.tokens = tokens;
    }

    TokenBatch tokens() {
        return tokens;
    }

    /**
     * Logits of the batch's rows, [B, C] row-major.
     *
     * @param parent of the manager that lives for this call
     * @param keep where the prefix may live on, null to compute it anew each time
     */
    float[] logits(AdaptedEncoder encoder, DeviceHead head, NDManager parent, @Nullable NDManager keep) {
        try (NDManager scope = parent.newSubManager()) {
            Forward forward = new Forward(encoder.base(), tokens, scope);
            int last = encoder.layers().size() - 1;
            NDArray x = last == 0
                    ? forward.embed(tokens)
                    : prefix(encoder, forward, keep).resume(forward, encoder.layers().getFirst());
            for (int i = 1; i < last; i++) {
                NDArray next = forward.layer(encoder.layers().get(i), x);
                x.close();
                x = next;
            }
            return head.apply(forward.lastLayer(encoder.layers().get(last), x)).toFloatArray();
        }
    }

    private Prefix prefix(AdaptedEncoder encoder, Forward forward, @Nullable NDManager keep) {
        Prefix known = kept;
        if (known != null && known.method() == encoder.method()) {
            return known;
        }
        release();
        Prefix fresh = Prefix.compute(encoder.method(), forward, encoder.base(), tokens);
        if (keep != null) {
            NDManager own = keep.newSubManager();
            fresh.moveTo(own);
            kept = fresh;
            keeper = own;
        }
        return fresh;
    }

    private void release() {
        if (keeper != null) {
            keeper.close();
        }
        keeper = null;
        kept = null;
    }
}
