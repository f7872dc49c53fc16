package dev.shaker.mixture.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.prune.Blocks;
import dev.shaker.tensor.TensorShape;

/**
 * The exact weighted mean of LoRA updates: A's rows of all members under each other, B's columns side by side, weight and
 * scale on B.
 */
final class ConcatTensors implements Tensors {
    private final List<BodyPart> parts;
    private final SortedMap<String, LoraModule> modules;
    private final double total;
    private final ToDoubleFunction<LoraModule> multiple;
    private final List<AdapterLayer> layers = new ArrayList<>();

    ConcatTensors(List<BodyPart> parts, SortedMap<String, LoraModule> modules) {
        this(parts, modules, module -> 1);
    }

    /** @param multiple of a module's mean */
    ConcatTensors(List<BodyPart> parts, SortedMap<String, LoraModule> modules, ToDoubleFunction<LoraModule> multiple) {
        this.parts = parts;
        this.modules = modules;
        this.multiple = multiple;
        this.total = MeanTensors.total(parts);
        modules.forEach((name, module) -> {
            layers.add(new AdapterLayer(name + LoraModule.A, TensorShape.of(module.rank(), module.in()), ""));
            layers.add(new AdapterLayer(name + LoraModule.B, TensorShape.of(module.out(), module.rank()), ""));
        });
    }

    @Override
    public List<AdapterLayer> layers() {
        return layers;
    }

    @Override
    public float[] read(AdapterLayer layer) {
        LoraModule module = modules.get(Blocks.of(layer.name()));
        if (module == null) {
            throw new IllegalArgumentException("no tensor '" + layer.name() + "'");
        }
        return LoraScales.isA(layer.name()) ? stacked(module) : beside(module);
    }

    private float[] stacked(LoraModule module) {
        float[] all = new float[module.rank() * module.in()];
        int at = 0;
        for (LoraModule.Factor factor : module.factors()) {
            float[] a = parts.get(factor.member()).tensors().read(factor.a());
            System.arraycopy(a, 0, all, at, a.length);
            at += a.length;
        }
        return all;
    }

    private float[] beside(LoraModule module) {
        int rank = module.rank();
        double of = multiple.applyAsDouble(module);
        float[] all = new float[module.out() * rank];
        int column = 0;
        for (LoraModule.Factor factor : module.factors()) {
            BodyPart part = parts.get(factor.member());
            float[] b = part.tensors().read(factor.b());
            double share = of * share(part, module.name(), total);
            for (int row = 0; row < module.out(); row++) {
                for (int k = 0; k < factor.rank(); k++) {
                    all[row * rank + column + k] = (float) (share * b[row * factor.rank() + k]);
                }
            }
            column += factor.rank();
        }
        return all;
    }

    /** A member's share of the mean update at one module: its weight over all weights, times its scale. */
    static double share(BodyPart part, String module, double total) {
        return part.weight().doubleValue() * LoraScales.lora(part).scale(module) / total;
    }
}
