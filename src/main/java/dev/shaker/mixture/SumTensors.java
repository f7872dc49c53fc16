package dev.shaker.mixture;

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
        double[] sum = Vectors.scaled(Bodies.read(parts.get(0).tensors(), layer), coefficients.sum(0, layer.name()));
        for (int member = 1; member < parts.size(); member++) {
            Vectors.add(sum, Bodies.read(parts.get(member).tensors(), layer), coefficients.sum(member, layer.name()));
        }
        return Vectors.rounded(sum, 1);
    }
}
