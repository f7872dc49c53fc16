package dev.shaker.adapter;

import java.util.List;

import dev.shaker.tensor.TensorType;

/** A readable list of named tensors: the body of an adapter, or a head. */
public interface Tensors {
    /** Sorted by normalised name. */
    List<AdapterLayer> layers();

    /**
     * Reads one tensor, row-major float32, checked for NaN and infinity.
     *
     * @throws dev.shaker.error.ShakerException {@code TENSOR_NOT_FINITE} naming file, tensor and index
     */
    float[] read(AdapterLayer layer);

    /** What {@link #read} gives, in order and in pieces; who drops each before the next holds one piece of a stored tensor. */
    default Iterable<float[]> pieces(AdapterLayer layer) {
        return List.of(read(layer));
    }

    /** The type it is stored in; float32 where it never was. */
    default TensorType type(AdapterLayer layer) {
        return TensorType.F32;
    }

    /** The layer of that normalised name. */
    default AdapterLayer layer(String name) {
        for (AdapterLayer layer : layers()) {
            if (layer.name().equals(name)) {
                return layer;
            }
        }
        throw new IllegalArgumentException("no tensor '" + name + "'");
    }
}
