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

    /** The sum of the weights, which a mean divides by. */
    static double total(List<BodyPart> parts) {
        double total = 0;
        for (BodyPart part : parts) {
            total += part.weight().doubleValue();
        }
        if (total == 0) {
            throw MixtureErrors.invalid("merge.weights",
                    "the members' weights sum to 0, which a mean divides by; change one, or use 'task-arithmetic'");
        }
        return total;
    }
}
