package dev.shaker.evaluation.sweep;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.tensor.TensorShape;

/** An adapter's tensors in memory, by normalised name. The arrays are shared: nobody writes to them. */
public record MemberWeights(AdapterConfig config, SortedMap<String, Layer> layers) {
    /** One tensor, row-major. */
    public record Layer(TensorShape shape, float[] values) {}

    public MemberWeights {
        layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
    }

    /**
     * Reads all tensors of an adapter.
     *
     * @throws dev.shaker.error.ShakerException whatever reading raises, {@code TENSOR_NOT_FINITE} for one
     */
    public static MemberWeights read(Adapter adapter) {
        SortedMap<String, Layer> layers = new TreeMap<>();
        for (AdapterLayer layer : adapter.body().layers()) {
            layers.put(layer.name(), new Layer(layer.shape(), adapter.body().read(layer)));
        }
        return new MemberWeights(adapter.config(), layers);
    }

    /** Size of the values in bytes. */
    public long bytes() {
        long bytes = 0;
        for (Layer layer : layers.values()) {
            bytes += (long) Float.BYTES * layer.values().length;
        }
        return bytes;
    }
}
