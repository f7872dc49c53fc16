package dev.shaker.adapter;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

import dev.shaker.tensor.SignPlanes;

/**
 * What registration needs to know of an adapter, gained in one pass that reads each tensor exactly once and holds one at a time.
 *
 * @param id {@link AdapterDigest}, 64 hex digits
 * @param planes sign planes by normalised layer name, sorted by name
 * @param parameters number of elements of all layers
 */
public record AdapterScan(String id, SequencedMap<String, SignPlanes> planes, long parameters) {
    /** @throws dev.shaker.error.ShakerException {@code TENSOR_NOT_FINITE} naming tensor and index */
    public static AdapterScan scan(Adapter adapter) {
        var digest = new AdapterDigest(adapter.config(), adapter.body().layers().size());
        var planes = new LinkedHashMap<String, SignPlanes>();
        long parameters = 0;
        for (AdapterLayer layer : adapter.body().layers()) {
            float[] values = adapter.body().read(layer);
            digest.add(layer, values);
            planes.put(layer.name(), SignPlanes.pack(values));
            parameters += values.length;
        }
        return new AdapterScan(digest.hex(), planes, parameters);
    }
}
