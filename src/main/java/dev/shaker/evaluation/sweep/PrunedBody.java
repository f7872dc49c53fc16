package dev.shaker.evaluation.sweep;

import java.math.BigDecimal;
import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.merge.Pruner;

/** An adapter's tensors, each pruned by itself as it is read (Alg. 2). */
public record PrunedBody(Tensors source, BigDecimal sparsity) implements Tensors {
    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] values = source.read(layer);
        Pruner.cut(values, Pruner.threshold(List.of(values), sparsity));
        return values;
    }
}
