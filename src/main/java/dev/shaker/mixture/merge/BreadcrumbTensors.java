package dev.shaker.mixture.merge;

import java.math.BigDecimal;
import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.prune.OrderStatistic;
import dev.shaker.mixture.prune.Pruner;
import dev.shaker.mixture.spec.Pruning;

/** Model breadcrumbs: of each tensor the largest and the smallest magnitudes are dropped; ties at either bound are kept. */
record BreadcrumbTensors(Tensors source, BigDecimal density, BigDecimal gamma) implements Tensors {
    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] values = source.read(layer);
        BigDecimal smallest = BigDecimal.ONE.subtract(density).subtract(gamma);
        float low = Pruner.threshold(List.of(values), smallest);
        float high = upper(values);
        for (int i = 0; i < values.length; i++) {
            float magnitude = Math.abs(values[i]);
            if (magnitude < low || magnitude > high) {
                values[i] = 0;
            }
        }
        return values;
    }

    /** The largest magnitude that is no outlier. */
    private float upper(float[] values) {
        long outliers = Pruning.dropped(gamma, values.length);
        return outliers == 0
                ? Float.POSITIVE_INFINITY
                : OrderStatistic.magnitude(List.of(values),
                        values.length - 1 - outliers);
    }
}
