package dev.shaker.adapter;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

import dev.shaker.identity.AdapterId;
import dev.shaker.tensor.SignPlanes;

/**
 * What registration needs to know of an adapter, gained in one pass that reads each tensor exactly once and holds one at a time.
 *
 * @param id {@link AdapterDigest}
 * @param planes sign planes of what each layer changes, by normalised layer name, sorted by name
 * @param parameters number of elements of all layers
 */
public record AdapterScan(AdapterId id, SequencedMap<String, SignPlanes> planes, long parameters) {
    /** @throws dev.shaker.error.ShakerException {@code TENSOR_NOT_FINITE} naming tensor and index */
    public static AdapterScan scan(Adapter adapter) {
        var digest = new AdapterDigest(adapter.config(), adapter.body().layers().size());
        var planes = new LinkedHashMap<String, SignPlanes>();
        long parameters = 0;
        for (AdapterLayer layer : adapter.body().layers()) {
            float[] values = adapter.body().read(layer);
            digest.add(layer, values);
            if (!isFrozen(adapter.config(), layer)) {
                planes.put(layer.name(), SignPlanes.pack(changes(adapter.config(), layer, values)));
            }
            parameters += values.length;
        }
        return new AdapterScan(digest.id(), planes, parameters);
    }

    /** VeRA's random projections are the same in all adapters: they are no part of what was learned. */
    private static boolean isFrozen(AdapterConfig config, AdapterLayer layer) {
        return config.method() == AdapterMethod.VERA
                && (layer.name().equals("vera_A") || layer.name().equals("vera_B")
                        || layer.name().startsWith("shared_parameters."));
    }

    /** What the values change: their distance from those of an adapter that changes nothing. */
    private static float[] changes(AdapterConfig config, AdapterLayer layer, float[] values) {
        float neutral = config instanceof TensorSetConfig set ? set.neutral(layer.name()) : 0;
        if (neutral == 0) {
            return values;
        }
        float[] changes = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            changes[i] = values[i] - neutral;
        }
        return changes;
    }
}
