package dev.shaker.djl.decoder;

import java.util.HashMap;
import java.util.Map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.base.DecoderConfig;
import dev.shaker.adapter.base.RotaryPositions;
import dev.shaker.djl.torch.Activations;
import dev.shaker.djl.torch.EmbeddingUpdate;
import dev.shaker.djl.torch.Norm;

/**
 * The decoder's forward pass over one batch: B rows, T tokens, H hidden size, h query heads of size d in k groups, each with its
 * own keys and values. Every intermediate belongs to the batch's manager and is closed as soon as it has been read.
 */
final class DecoderForward {
    private final AdaptedDecoder decoder;
    private final DecoderWeights base;
    private final DecoderConfig config;
    private final DecoderBatch batch;
    private final NDManager scope;
    private final int size;
    private final int length;
    /** [B, 1, T, T] by window. */
    private final Map<Integer, NDArray> masks = new HashMap<>();
    /** [B, T, 1, d], null where positions are embedded. */
    private final @Nullable NDArray cosines;
    private final @Nullable NDArray sines;

    DecoderForward(AdaptedDecoder decoder, DecoderBatch batch, NDManager scope) {
        this.decoder = decoder;
        this.base = decoder.base();
        this.config = base.config();
        this.batch = batch;
        this.scope = scope;
        this.size = batch.size();
        this.length = batch.length();
        RotaryPositions rotary = config.rotary().orElse(null);
        this.cosines = rotary == null ? null : angles(rotary, false);
        this.sines = rotary == null ? null : angles(rotary, true);
    }

    /** Embeddings [B, T, H]. */
    NDArray embed() {
        Shape shape = new Shape(size, length);
        try (NDArray ids = scope.create(batch.ids(), shape)) {
            NDArray words = EmbeddingUpdate.look(ids, decoder.words(), decoder.update());
            NDArray table = base.positions();
            if (table == null) {
                return words;
            }
            try (NDArray places = scope.create(batch.positions(), shape);
                    NDArray positions = EmbeddingUpdate.rows(places, table)) {
                return words.addi(positions);
            }
        }
    }

    /** One block: x [B, T, H], which is consumed, to the next. */
    NDArray layer(DecoderLayer layer, NDArray x) {
        try (NDArray n = layer.attentionNorm().apply(x); NDArray o = attention(layer, n)) {
            x.addi(o);
        }
        try (NDArray n = layer.feedForwardNorm().apply(x); NDArray f = feedForward(layer, n)) {
            return x.addi(f);
        }
    }

    private NDArray attention(DecoderLayer layer, NDArray n) {
        int heads = config.heads();
        int groups = config.keyValueHeads();
        int width = config.headSize();
        try (NDArray fused = layer.queryKeyValue().apply(n);
                NDArray split = fused.reshape(size, length, heads + 2L * groups, width);
                NDArray turned = turn(layer, split, heads, groups);
                NDArray q = byGroup(turned, 0, heads);
                NDArray k = byGroup(turned, heads, heads + groups);
                NDArray v = byGroup(split, heads + groups, heads + 2 * groups);
                NDArray kt = k.transpose(0, 2, 1);
                NDArray scores = q.batchMatMul(kt).muli(1 / Math.sqrt(width));
                NDArray view = scores.reshape(size, heads, length, length)) {
            view.addi(mask(layer.window()));
            try (NDArray p = scores.softmax(-1);
                    NDArray mixed = p.batchMatMul(v);
                    NDArray byHead = mixed.reshape(size, heads, length, width);
                    NDArray byToken = byHead.transpose(0, 2, 1, 3);
                    NDArray rows = byToken.reshape(size, length, (long) heads * width)) {
                return layer.attentionOutput().apply(rows);
            }
        }
    }

    /** Heads [from, to) of [B, T, n, d] as [B k, n / k T, d]: queries of a group one below the other. */
    private NDArray byGroup(NDArray split, int from, int to) {
        long groups = (long) size * config.keyValueHeads();
        try (NDArray heads = split.get(third(from, to)); NDArray first = heads.transpose(0, 2, 1, 3)) {
            return first.reshape(groups, (to - from) / config.keyValueHeads() * (long) length, config.headSize());
        }
    }

    /** Queries and keys [B, T, h + k, d], normed and turned by their positions. */
    private NDArray turn(DecoderLayer layer, NDArray split, int heads, int groups) {
        NDArray x = normed(layer, split, heads, groups);
        if (cosines == null || sines == null) {
            return x;
        }
        int half = config.headSize() / 2;
        try (x;
                NDArray first = x.get(new NDIndex().addEllipseDim().addSliceDim(0, half));
                NDArray second = x.get(new NDIndex().addEllipseDim().addSliceDim(half, 2L * half));
                NDArray swapped = NDArrays.concat(new NDList(second, first), 3).muli(sines)) {
            return x.mul(cosines).addi(swapped);
        }
    }

    private static NDArray normed(DecoderLayer layer, NDArray split, int heads, int groups) {
        Norm queryNorm = layer.queryNorm();
        Norm keyNorm = layer.keyNorm();
        if (queryNorm == null || keyNorm == null) {
            return split.get(third(0, heads + groups));
        }
        try (NDArray q = split.get(third(0, heads));
                NDArray k = split.get(third(heads, heads + groups));
                NDArray qn = queryNorm.apply(q);
                NDArray kn = keyNorm.apply(k)) {
            return NDArrays.concat(new NDList(qn, kn), 2);
        }
    }

    private static NDIndex third(int from, int to) {
        return new NDIndex().addAllDim().addAllDim().addSliceDim(from, to);
    }

    private NDArray feedForward(DecoderLayer layer, NDArray n) {
        if (!config.gated()) {
            try (NDArray inner = Activations.consume(config.activation(), layer.up().apply(n))) {
                return layer.down().apply(inner);
            }
        }
        int wide = config.intermediateSize();
        try (NDArray both = layer.up().apply(n);
                NDArray up = both.get(third(wide, 2 * wide));
                NDArray inner = Activations.consume(config.activation(), both.get(third(0, wide))).muli(up)) {
            return layer.down().apply(inner);
        }
    }

    /** Cosines, or sines with the sign of their half, [B, T, 1, d]. */
    private NDArray angles(RotaryPositions rotary, boolean sine) {
        float[] frequencies = rotary.frequencies(config.headSize());
        long[] positions = batch.positions();
        int half = frequencies.length;
        float[] values = new float[positions.length * 2 * half];
        for (int t = 0; t < positions.length; t++) {
            for (int j = 0; j < half; j++) {
                float angle = frequencies[j] * positions[t];
                float value = (float) (sine ? Math.sin(angle) : Math.cos(angle));
                values[t * 2 * half + j] = sine ? -value : value;
                values[t * 2 * half + half + j] = value;
            }
        }
        return base.precision().of(scope.create(values, new Shape(size, length, 1, 2L * half)));
    }

    private NDArray mask(int window) {
        return masks.computeIfAbsent(window, w -> base.precision()
                .of(scope.create(batch.mask(w), new Shape(size, 1, length, length))));
    }
}
