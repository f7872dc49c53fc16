package dev.shaker.djl;

import java.util.Objects;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.djl.torch.Activations;
import dev.shaker.djl.torch.EmbeddingUpdate;
import dev.shaker.djl.torch.Linear;
import dev.shaker.djl.torch.Norm;

/**
 * The encoder's forward pass over one batch, in the notation of the adapter papers: {@code o} is the attention output,
 * {@code f} the feed-forward output, {@code h} what enters the feed-forward. B rows, T tokens, H hidden size, h heads of
 * size d. Every intermediate belongs to the batch's manager, because an operation's result belongs to the manager of its
 * first operand, and is closed as soon as it has been read.
 */
final class Forward {
    /** Parsed once: the text form is parsed again at every use. */
    private static final NDIndex FIRST = new NDIndex(":, 0");

    private final BaseModelConfig config;
    private final EmbeddingWeights embeddings;
    private final NDManager scope;
    private final int size;
    private final int length;
    /** [B, 1, 1, T], absent where no row is padded. */
    private final @Nullable NDArray mask;

    Forward(EncoderWeights base, TokenBatch batch, NDManager scope) {
        this(base, base.embeddings(), batch, mask(base, batch, scope), scope);
    }

    Forward(AdaptedEncoder encoder, TokenBatch batch, NDManager scope) {
        this(encoder, batch, mask(encoder.base(), batch, scope), scope);
    }

    /** @param mask of {@link #mask}, which stays as it is */
    Forward(AdaptedEncoder encoder, TokenBatch batch, @Nullable NDArray mask, NDManager scope) {
        this(encoder.base(), encoder.embeddings(), batch, mask, scope);
    }

    private Forward(EncoderWeights base, EmbeddingWeights embeddings, TokenBatch batch, @Nullable NDArray mask,
            NDManager scope) {
        this.embeddings = embeddings;
        this.config = base.config();
        this.scope = scope;
        this.size = batch.size();
        this.length = batch.length();
        this.mask = mask;
    }

    /** What is added to the scores of a batch, null where no row is padded. */
    static @Nullable NDArray mask(EncoderWeights base, TokenBatch batch, NDManager manager) {
        return batch.padded()
                ? base.precision().of(manager.create(batch.mask(), new Shape(batch.size(), 1, 1, batch.length())))
                : null;
    }

    /** Embeddings [B, T, H] of the batch's tokens. */
    NDArray embed(TokenBatch batch) {
        try (NDArray words = words(batch)) {
            return embed(batch, words);
        }
    }

    /** Word embeddings [B, T, E] alone, before token types, positions and norm: what an attack changes. */
    NDArray words(TokenBatch batch) {
        try (NDArray ids = scope.create(batch.ids(), new Shape(size, length))) {
            return EmbeddingUpdate.look(ids, embeddings.words(), embeddings.update());
        }
    }

    /** Embeddings [B, T, H] from word embeddings, which stay as they are. */
    NDArray embed(TokenBatch batch, NDArray words) {
        Shape shape = new Shape(size, length);
        try (NDArray positions = scope.create(batch.positions(config), shape);
                NDArray p = EmbeddingUpdate.rows(positions, embeddings.positions());
                NDArray x = typed(batch, words, shape)) {
            NDArray e = embeddings.norm().apply(x.addi(p));
            Linear projection = embeddings.projection();
            if (projection == null) {
                return e;
            }
            try (e) {
                return projection.apply(e);
            }
        }
    }

    private NDArray typed(TokenBatch batch, NDArray words, Shape shape) {
        NDArray table = embeddings.types();
        if (table == null) {
            return words.add(0);
        }
        try (NDArray types = scope.create(batch.types(), shape); NDArray t = EmbeddingUpdate.rows(types, table)) {
            return words.add(t);
        }
    }

    /** One whole layer: [B, T, H] to [B, T, H]. */
    NDArray layer(AdaptedLayer layer, NDArray x) {
        return afterAttention(layer, x, attention(layer.weights(), x));
    }

    /** {@code o = W_O attn(x) + b_O}, [B, T, H]. */
    NDArray attention(LayerWeights weights, NDArray x) {
        int heads = config.heads();
        int width = config.headSize();
        try (NDArray fused = own(weights.queryKeyValue().apply(x));
                NDArray split = fused.reshape(size, length, 3, heads, width);
                NDArray order = split.transpose(2, 0, 3, 1, 4);
                // The one copy: behind it queries, keys and values of a head lie together, as batched products want them.
                NDArray parts = order.reshape(3, (long) size * heads, length, width);
                NDArray q = parts.get(0);
                NDArray k = parts.get(1);
                NDArray v = parts.get(2);
                NDArray kt = k.transpose(0, 2, 1);
                NDArray scores = q.batchMatMul(kt)) {
            addMask(scores, heads);
            try (NDArray p = scores.softmax(-1);
                    NDArray mixed = p.batchMatMul(v);
                    NDArray byHead = mixed.reshape(size, heads, length, width);
                    NDArray byToken = byHead.transpose(0, 2, 1, 3);
                    NDArray rows = byToken.reshape(size, length, config.hiddenSize())) {
                return weights.attentionOutput().apply(rows);
            }
        }
    }

    private void addMask(NDArray scores, int heads) {
        if (mask != null) {
            try (NDArray view = scores.reshape(size, heads, scores.size() / ((long) size * heads * length), length)) {
                view.addi(mask);
            }
        }
    }

    /** From {@code o}, which is consumed, to the layer's output. */
    NDArray afterAttention(AdaptedLayer layer, NDArray x, NDArray o) {
        try (o) {
            if (layer.attention() != null) {
                try (NDArray adapted = layer.attention().apply(o)) {
                    o.addi(adapted);
                }
            }
            try (NDArray h = layer.weights().attentionNorm().apply(o.addi(x)); NDArray s = feedForward(layer, h)) {
                return finish(layer, s);
            }
        }
    }

    /** {@code f + h}, for Houlsby {@code Ad(f) + f + h}: what enters the layer's last norm. */
    NDArray feedForward(AdaptedLayer layer, NDArray h) {
        LayerWeights weights = layer.weights();
        try (NDArray inner = Activations.consume(config.activation(), weights.intermediate().apply(h))) {
            NDArray f = weights.output().apply(inner);
            if (layer.feedForward() != null) {
                try (NDArray adapted = layer.feedForward().apply(f)) {
                    f.addi(adapted);
                }
            }
            return f.addi(h);
        }
    }

    /** The layer's output from {@code s = f + h}, which stays as it is: {@code LN2(s)}, for Pfeiffer {@code LN2(Ad(LN2(s)) + s)}. */
    NDArray finish(AdaptedLayer layer, NDArray s) {
        Norm norm = layer.weights().outputNorm();
        NDArray z = own(norm.apply(s));
        if (layer.normalised() == null) {
            return z;
        }
        try (z; NDArray adapted = layer.normalised().apply(z)) {
            return norm.apply(adapted.addi(s));
        }
    }

    /**
     * The last layer for the first position only, [B, T, H] to [B, H]. One query a row leaves keys and values unneeded:
     * {@code q (W_k x_t + b_k)} is {@code (W_k^T q) x_t} but for a constant that softmax ignores, and
     * {@code sum_t p_t (W_v x_t + b_v)} is {@code W_v (sum_t p_t x_t) + b_v}. Two products of a row with H x H matrices take the
     * place of two for every token.
     */
    NDArray lastLayer(AdaptedLayer layer, NDArray x) {
        try (NDArray x0 = first(x)) {
            return afterAttention(layer, x0, firstAttention(layer.weights(), x, x0));
        }
    }

    /** x [B, T, H] at position 0, [B, H]: a view, because a duplicate would be cut off from gradients. */
    private static NDArray first(NDArray x) {
        return x.get(FIRST);
    }

    private NDArray firstAttention(LayerWeights weights, NDArray x, NDArray x0) {
        int heads = config.heads();
        int width = config.headSize();
        int hidden = config.hiddenSize();
        try (NDArray w = own(weights.queryKeyValue().weight().reshape(3, heads, width, hidden));
                NDArray b = own(Objects.requireNonNull(weights.queryKeyValue().bias()).reshape(3, hidden));
                NDArray wq = w.get(0);
                NDArray wk = w.get(1);
                NDArray wv = w.get(2);
                NDArray bq = b.get(0);
                NDArray bv = b.get(2);
                NDArray wqFlat = wq.reshape(hidden, hidden);
                NDArray q = new Linear(wqFlat, bq).apply(x0);
                NDArray qByHead = perHead(q, heads, width);
                NDArray u = qByHead.batchMatMul(wk);
                NDArray uByRow = u.transpose(1, 0, 2);
                NDArray xt = x.transpose(0, 2, 1);
                NDArray scores = uByRow.batchMatMul(xt)) {
            addMask(scores, heads);
            try (NDArray p = scores.softmax(-1);
                    NDArray pooled = p.batchMatMul(x);
                    NDArray pooledByHead = pooled.transpose(1, 0, 2);
                    NDArray wvt = wv.transpose(0, 2, 1);
                    NDArray mixed = pooledByHead.batchMatMul(wvt);
                    NDArray byRow = mixed.transpose(1, 0, 2);
                    NDArray context = byRow.reshape(size, hidden)) {
                return weights.attentionOutput().apply(context.addi(bv));
            }
        }
    }

    /** [B, H] to [h, B, d]. */
    private NDArray perHead(NDArray q, int heads, int width) {
        try (NDArray split = q.reshape(size, heads, width)) {
            return split.transpose(1, 0, 2);
        }
    }

    /** What is made from weights or from a kept prefix belongs to their managers: it moves to the batch's. */
    NDArray own(NDArray array) {
        array.attach(scope);
        return array;
    }
}
