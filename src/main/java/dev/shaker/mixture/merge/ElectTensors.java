package dev.shaker.mixture.merge;

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
        double[] election = Vectors.scaled(values.get(0), votes[0]);
        for (int member = 1; member < votes.length; member++) {
            Vectors.add(election, values.get(member), votes[member]);
        }
        double[] sum = new double[election.length];
        double[] weight = new double[election.length];
        for (int member = 0; member < votes.length; member++) {
            join(election, values.get(member), votes[member], weights[member], sum, weight);
        }
        double lambda = coefficients.lambda(layer.name());
        float[] merged = new float[election.length];
        for (int i = 0; i < merged.length; i++) {
            merged[i] = (float) (lambda * (election[i] == 0 ? election[i] : sum[i] / weight[i]));
        }
        return merged;
    }

    /** Adds one member where it has the elected sign. Member by member, because that is how the tensors lie in memory. */
    private static void join(double[] election, float[] values, double vote, double weight, double[] sum,
            double[] weights) {
        for (int i = 0; i < sum.length; i++) {
            double value = vote * values[i];
            if (value > 0 && election[i] > 0 || value < 0 && election[i] < 0) {
                sum[i] += value;
                weights[i] += weight;
            }
        }
    }
}
