package dev.shaker.mixture;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.tensor.Narrowing;
import dev.shaker.tensor.TensorType;

/** A mixture's body in the type that all its members have, so that what serves them serves it. */
record RoundedTensors(Tensors source, TensorType type) implements Tensors {
    /** F16 or BF16 where all tensors of all members have it, else F32. */
    static TensorType common(List<Adapter> members) {
        Set<TensorType> types = new TreeSet<>();
        for (Adapter member : members) {
            member.body().layers().forEach(layer -> types.add(member.body().type(layer)));
        }
        boolean narrow = types.equals(Set.of(TensorType.F16)) || types.equals(Set.of(TensorType.BF16));
        return narrow ? types.iterator().next() : TensorType.F32;
    }

    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        return Narrowing.rounded(type, source.read(layer));
    }

    @Override
    public TensorType type(AdapterLayer layer) {
        return type;
    }
}
