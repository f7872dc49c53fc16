package dev.shaker.mixture;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.TensorType;

/** Remembers the digest of each tensor that was read, so that what was written can be held against it. */
final class DigestingTensors implements Tensors {
    private final Tensors source;
    private final Map<String, String> digests = new ConcurrentHashMap<>();

    DigestingTensors(Tensors source) {
        this.source = source;
    }

    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public TensorType type(AdapterLayer layer) {
        return source.type(layer);
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] values = source.read(layer);
        digests.put(layer.name(), new Sha256().update(values, 0, values.length).hex());
        return values;
    }

    /** SHA-256 of the values' bits by name of the layer. */
    SortedMap<String, String> digests() {
        return new TreeMap<>(digests);
    }

    /** Of all tensors, each read once. */
    static SortedMap<String, String> of(Tensors tensors) {
        SortedMap<String, String> digests = new TreeMap<>();
        for (AdapterLayer layer : tensors.layers()) {
            Sha256 digest = new Sha256();
            for (float[] piece : tensors.pieces(layer)) {
                digest.update(piece, 0, piece.length);
            }
            digests.put(layer.name(), digest.hex());
        }
        return digests;
    }
}
