package dev.shaker.mixture.merge;

import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;

/** Task arithmetic on whatever the parts have left: sums in double in sorted-id order, rounded once. */
final class SumTensors implements Tensors {
    private final List<BodyPart> parts;
    private final Coefficients coefficients;

    SumTensors(List<BodyPart> parts, Coefficients coefficients) {
        this.parts = parts;
        this.coefficients = coefficients;
    }

    @Override
    public List<AdapterLayer> layers() {
        return parts.get(0).tensors().layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        double[] sum = Vectors.sum(parts.size(), member -> Bodies.read(parts.get(member).tensors(), layer),
                member -> coefficients.sum(member, layer.name()));
        return Vectors.rounded(sum, 1);
    }
}
