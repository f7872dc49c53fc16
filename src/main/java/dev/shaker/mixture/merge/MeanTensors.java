package dev.shaker.mixture.merge;

import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.spec.MixtureErrors;

/**
 * The weighted mean of tensors (Eq. 1). Sums run in double over the members in sorted-id order, one division and one
 * rounding to float32 follow: the same bits on every machine, and an adapter averaged with itself stays itself.
 */
public final class MeanTensors implements Tensors {
    private final List<BodyPart> parts;
    private final LoraScales scales;
    private final double total;

    /** @param parts at least one, sorted by adapter id, of equal layers */
    public MeanTensors(List<BodyPart> parts, LoraScales scales) {
        checkSigns(parts);
        this.parts = parts;
        this.scales = scales;
        this.total = total(parts);
    }

    @Override
    public List<AdapterLayer> layers() {
        return parts.get(0).tensors().layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        double[] sum = Vectors.sum(parts.size(), member -> Bodies.read(parts.get(member).tensors(), layer),
                member -> factor(member, layer));
        return Vectors.rounded(sum, total);
    }

    private double factor(int member, AdapterLayer layer) {
        return parts.get(member).weight().doubleValue() * scales.factor(member, layer.name());
    }

    /**
     * What a weighted mean divides by: the sum of the weights where that is positive. Dividing by a negative sum would turn every
     * sign, so then, and where it is 0, the weights are used as they are given: 1.
     */
    static double total(List<BodyPart> parts) {
        double total = 0;
        for (BodyPart part : parts) {
            total += part.weight().doubleValue();
        }
        return total > 0 ? total : 1;
    }

    /** A factor's mean has the weight on A and on B, so that of a negative one nothing but its size would be left. */
    private static void checkSigns(List<BodyPart> parts) {
        boolean factors = parts.getFirst().tensors().layers().stream().anyMatch(layer -> LoraScales.isA(layer.name()));
        if (factors && parts.stream().anyMatch(part -> part.weight().signum() < 0)) {
            throw MixtureErrors.invalid("merge.weights",
                    "a mean of LoRA factors has every weight on both factors, where the"
                            + " sign of a negative one is lost; use 'concat', 'svd' or 'task-arithmetic', or no negative weight");
        }
    }
}
