package dev.shaker.mixture.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.tensor.TensorShape;

/**
 * The weighted mean of LoRA updates at a smaller rank: QR of the stacked factors, SVD of the small core between them. Modules
 * are factored when their first tensor is read, and forgotten when both were.
 */
final class SvdTensors implements Tensors {
    private final List<BodyPart> parts;
    private final SortedMap<String, LoraModule> modules;
    private final SortedMap<String, Integer> ranks;
    private final double total;
    private final List<AdapterLayer> layers = new ArrayList<>();
    private final Map<String, Factored> pending = new ConcurrentHashMap<>();
    private final Map<String, LowRank> energies = new ConcurrentHashMap<>();

    private record Factored(float[] a, float[] b, boolean readOnce) {}

    /** @param ranks of the result by module */
    SvdTensors(List<BodyPart> parts, SortedMap<String, LoraModule> modules, SortedMap<String, Integer> ranks) {
        this.parts = parts;
        this.modules = modules;
        this.ranks = ranks;
        this.total = MeanTensors.total(parts);
        modules.forEach((name, module) -> {
            int rank = ranks.getOrDefault(name, 1);
            layers.add(new AdapterLayer(name + LoraModule.A, TensorShape.of(rank, module.in()), ""));
            layers.add(new AdapterLayer(name + LoraModule.B, TensorShape.of(module.out(), rank), ""));
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
            Factored factored = known == null ? factor(key) : known;
            result[0] = LoraScales.isA(layer.name()) ? factored.a() : factored.b();
            return factored.readOnce() ? null : new Factored(factored.a(), factored.b(), true);
        });
        return result[0].clone();
    }

    /** Retained energy by module, of the modules read so far. */
    SortedMap<String, LowRank> energies() {
        return new TreeMap<>(energies);
    }

    private Factored factor(String name) {
        LoraModule module = modules.get(name);
        if (module == null) {
            throw new IllegalArgumentException("no module '" + name + "'");
        }
        int stacked = module.rank();
        double[] a = new double[stacked * module.in()];
        double[] b = new double[module.out() * stacked];
        int at = 0;
        for (LoraModule.Factor factor : module.factors()) {
            BodyPart part = parts.get(factor.member());
            double share = ConcatTensors.share(part, name, total);
            float[] ownA = part.tensors().read(factor.a());
            float[] ownB = part.tensors().read(factor.b());
            for (int i = 0; i < ownA.length; i++) {
                a[at * module.in() + i] = ownA[i];
            }
            for (int row = 0; row < module.out(); row++) {
                for (int k = 0; k < factor.rank(); k++) {
                    b[row * stacked + at + k] = share * ownB[row * factor.rank() + k];
                }
            }
            at += factor.rank();
        }
        LowRank.Factors factors = LowRank.factor(a, b, module.out(), module.in(), stacked,
                ranks.getOrDefault(name, 1));
        energies.put(name, factors.energy());
        return new Factored(factors.a(), factors.b(), false);
    }
}
