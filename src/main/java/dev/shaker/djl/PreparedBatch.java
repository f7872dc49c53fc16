package dev.shaker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

/** A token batch that remembers its prefix of the method last asked for. Lanes may share it as long as they ask for one method. */
final class PreparedBatch {
    private final TokenBatch tokens;
    private @Nullable Kept kept;

    /** What lives on the device from one evaluation to the next, so that a batch starts without anything from the host. */
    private record Kept(Prefix prefix, @Nullable NDArray mask, NDManager manager) {}

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
            return encoder.base().precision().values(compute(encoder, head, scope, keep));
        }
    }

    /** Logits [B, C] of the manager {@code results}: on a device that works by itself nobody waits for them here. */
    NDArray logitsOnDevice(AdaptedEncoder encoder, DeviceHead head, NDManager results, @Nullable NDManager keep) {
        try (NDManager scope = results.newSubManager()) {
            NDArray logits = compute(encoder, head, scope, keep);
            logits.attach(results);
            return logits;
        }
    }

    private NDArray compute(AdaptedEncoder encoder, DeviceHead head, NDManager scope, @Nullable NDManager keep) {
        int last = encoder.layers().size() - 1;
        if (last == 0) {
            Forward forward = new Forward(encoder, tokens, scope);
            return head.apply(encoder, forward.lastLayer(encoder.layers().getFirst(), forward.embed(tokens)));
        }
        Kept start = start(encoder, scope, keep);
        Forward forward = new Forward(encoder, tokens, start.mask(), scope);
        NDArray x = start.prefix().resume(forward, encoder.layers().getFirst());
        for (int i = 1; i < last; i++) {
            NDArray next = forward.layer(encoder.layers().get(i), x);
            x.close();
            x = next;
        }
        return head.apply(encoder, forward.lastLayer(encoder.layers().get(last), x));
    }

    /** Under a lock, so that of several lanes one computes the prefix and the others find it. */
    private Kept start(AdaptedEncoder encoder, NDManager scope, @Nullable NDManager keep) {
        if (keep == null || !encoder.sharesEmbeddings()) {
            return compute(encoder, scope);
        }
        synchronized (this) {
            Kept known = kept;
            if (known != null && known.prefix().method() == encoder.method()) {
                return known;
            }
            if (known != null) {
                kept = null;
                known.manager().close();
            }
            Kept fresh = compute(encoder, scope);
            NDManager own = keep.newSubManager();
            fresh.prefix().moveTo(own);
            NDArray mask = fresh.mask();
            if (mask != null) {
                mask.attach(own);
            }
            Kept moved = new Kept(fresh.prefix(), mask, own);
            kept = moved;
            return moved;
        }
    }

    private Kept compute(AdaptedEncoder encoder, NDManager scope) {
        NDArray mask = Forward.mask(encoder.base(), tokens, scope);
        Forward forward = new Forward(encoder, tokens, mask, scope);
        return new Kept(Prefix.compute(encoder.method(), forward, encoder.base(), tokens), mask, scope);
    }
}
