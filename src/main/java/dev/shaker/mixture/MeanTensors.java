package dev.shaker.mixture;

import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;

/**
 * The weighted mean of tensors (Eq. 1). Sums run in double over the members in sorted-id order, one division and one
 * rounding to float32 follow: the same bits on every machine, and an adapter averaged with itself stays itself.
 */
final class MeanTensors implements Tensors {
    private final List<BodyPart> parts;
    private final LoraScales scales;
    private final double total;

    /** @param parts at least one, sorted by adapter id, of equal layers */
    MeanTensors(List<BodyPart> parts, LoraScales scales) {
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
        double[] sum = null;
        for (int member = 0; member < parts.size(); member++) {
            float[] values = Bodies.read(parts.get(member).tensors(), layer);
            double factor = parts.get(member).weight().doubleValue() * scales.factor(member, layer.name());
            if (sum == null) {
                // Not 0 + x: that would turn -0 into +0.
                sum = scaled(values, factor);
            } else {
                add(sum, values, factor);
            }
        }
        return sum == null ? new float[0] : divided(sum, total);
    }

    private static double[] scaled(float[] values, double factor) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = factor * values[i];
        }
        return scaled;
    }

    private static void add(double[] sum, float[] values, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
    }

    private static float[] divided(double[] sum, double total) {
        float[] mean = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) (sum[i] / total);
        }
        return mean;
    }

    private static double total(List<BodyPart> parts) {
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
