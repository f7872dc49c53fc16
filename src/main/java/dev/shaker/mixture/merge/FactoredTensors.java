package dev.shaker.mixture.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.prune.Blocks;
import dev.shaker.tensor.TensorShape;

/** Updates whose two factors are computed together: when the first of them is read, and forgotten when both were. */
final class FactoredTensors implements Tensors {
    private final SortedMap<String, LoraModule> modules;
    private final ToIntFunction<LoraModule> rank;
    private final Factoring factoring;
    private final List<AdapterLayer> layers = new ArrayList<>();
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final Map<String, LowRank> energies = new ConcurrentHashMap<>();

    private record Pending(LowRank.Factors factors, boolean readOnce) {}

    /** How one module's factors are made, A [rank, in] and B [out, rank]. */
    interface Factoring {
        LowRank.Factors of(LoraModule module, int rank);
    }

    /** @param rank of the result by module */
    FactoredTensors(SortedMap<String, LoraModule> modules, ToIntFunction<LoraModule> rank, Factoring factoring) {
        this.modules = modules;
        this.rank = rank;
        this.factoring = factoring;
        modules.forEach((name, module) -> {
            int own = rank.applyAsInt(module);
            layers.add(new AdapterLayer(name + LoraModule.A, TensorShape.of(own, module.in()), ""));
            layers.add(new AdapterLayer(name + LoraModule.B, TensorShape.of(module.out(), own), ""));
        });
    }

    @Override
    public List<AdapterLayer> layers() {
        return layers;
    }

    @Override
    public float[] read(AdapterLayer layer) {
        String name = Blocks.of(layer.name());
        float[][] result = new float[1][];
        pending.compute(name, (key, known) -> {
            LowRank.Factors factors = known == null ? factor(key) : known.factors();
            result[0] = LoraScales.isA(layer.name()) ? factors.a() : factors.b();
            return known != null && known.readOnce() ? null : new Pending(factors, true);
        });
        return result[0].clone();
    }

    /** Retained energy by module, of the modules read so far. */
    SortedMap<String, LowRank> energies() {
        return new TreeMap<>(energies);
    }

    private LowRank.Factors factor(String name) {
        LoraModule module = modules.get(name);
        if (module == null) {
            throw new IllegalArgumentException("no module '" + name + "'");
        }
        LowRank.Factors factors = factoring.of(module, rank.applyAsInt(module));
        energies.put(name, factors.energy());
        return factors;
    }
}
