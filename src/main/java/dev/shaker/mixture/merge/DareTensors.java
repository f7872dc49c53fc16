package dev.shaker.mixture.merge;

import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.prune.Draws;

/** DARE: drops weights at random and divides the others by their chance to stay (Yu et al., Eq. 4). */
record DareTensors(Tensors source, String adapterId, double density, long seed) implements Tensors {
    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] values = source.read(layer);
        Draws draws = new Draws(seed, adapterId, layer.name());
        for (int i = 0; i < values.length; i++) {
            values[i] = draws.next() < density ? (float) (values[i] / density) : 0;
        }
        return values;
    }
}
