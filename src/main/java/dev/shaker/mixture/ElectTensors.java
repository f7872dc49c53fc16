package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;

/**
 * TIES, second half (Yadav et al., Alg. 1): each position elects the sign of the weighted sum; members of that sign are
 * averaged, the others ignored. Weights are divided out over those who took part.
 */
final class ElectTensors implements Tensors {
    private final List<BodyPart> parts;
    private final Coefficients coefficients;

    ElectTensors(List<BodyPart> parts, Coefficients coefficients) {
        this.parts = parts;
        this.coefficients = coefficients;
    }

    @Override
    public List<AdapterLayer> layers() {
        return parts.get(0).tensors().layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        List<float[]> values = new ArrayList<>();
        double[] votes = new double[parts.size()];
        double[] weights = new double[parts.size()];
        for (int member = 0; member < parts.size(); member++) {
            values.add(Bodies.read(parts.get(member).tensors(), layer));
            votes[member] = coefficients.vote(member, layer.name());
            weights[member] = Math.abs(coefficients.weight(member));
        }
        double lambda = coefficients.lambda(layer.name());
        float[] merged = new float[values.get(0).length];
        for (int i = 0; i < merged.length; i++) {
            merged[i] = (float) (lambda * elected(values, votes, weights, i));
        }
        return merged;
    }

    private static double elected(List<float[]> values, double[] votes, double[] weights, int i) {
        double election = votes[0] * values.get(0)[i];
        for (int member = 1; member < votes.length; member++) {
            election += votes[member] * values.get(member)[i];
        }
        if (election == 0) {
            return election;
        }
        double sum = 0;
        double weight = 0;
        for (int member = 0; member < votes.length; member++) {
            double vote = votes[member] * values.get(member)[i];
            if (vote != 0 && vote > 0 == election > 0) {
                sum += vote;
                weight += weights[member];
            }
        }
        return sum / weight;
    }
}
