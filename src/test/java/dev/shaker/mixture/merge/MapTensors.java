package dev.shaker.mixture.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.tensor.TensorShape;

/** Tensors in memory; every read is a fresh array, as from a file. */
public final class MapTensors implements Tensors {
    private final SortedMap<String, float[]> values;
    private final List<AdapterLayer> layers = new ArrayList<>();

    public MapTensors(Map<String, float[]> values, Map<String, TensorShape> shapes) {
        this.values = new TreeMap<>(values);
        this.values.forEach((name, v) -> layers
                .add(new AdapterLayer(name, shapes.getOrDefault(name, TensorShape.of(v.length)), "stored." + name)));
    }

    public static MapTensors of(String name, float... values) {
        return new MapTensors(Map.of(name, values), Map.of());
    }

    @Override
    public List<AdapterLayer> layers() {
        return layers;
    }

    @Override
    public float[] read(AdapterLayer layer) {
        return values.getOrDefault(layer.name(), new float[0]).clone();
    }
}
