package dev.shaker.mixture.merge;

import java.util.Arrays;
import java.util.List;

import org.ejml.data.DMatrixRMaj;

import dev.shaker.linear.Thin;
import dev.shaker.mixture.prune.Draws;

/**
 * LoRA-LEGO (Zhao et al., ICLR 2025): units [a_k; b_k] of all members, the scale's root on both, grouped by k-means. A group's
 * centroid is multiplied with its members' mean largest magnitude over its own ("parameter reweighting"), and every B with the
 * root of r / k ("output reweighting"), r the mean of the members' ranks.
 */
final class LegoFactors {
    private final List<BodyPart> parts;
    private final long seed;

    LegoFactors(List<BodyPart> parts, long seed) {
        this.parts = parts;
        this.seed = seed;
    }

    LowRank.Factors of(LoraModule module, int rank) {
        int units = module.rank();
        double[] a = module.stackedA(parts);
        double[] b = module.stackedB(parts,
                part -> Math.signum(scale(part, module)) * Math.sqrt(Math.abs(scale(part, module))));
        double[] weights = new double[units];
        int at = 0;
        for (LoraModule.Factor factor : module.factors()) {
            BodyPart part = parts.get(factor.member());
            double root = Math.sqrt(Math.abs(scale(part, module)));
            for (int k = 0; k < factor.rank(); k++) {
                weights[at + k] = part.weight().doubleValue();
                for (int j = 0; j < module.in(); j++) {
                    a[(at + k) * module.in() + j] *= root;
                }
            }
            at += factor.rank();
        }
        int[] group = new Clusters(gram(a, b, module), weights, rank, new Draws(seed, "lora-lego", module.name()))
                .find();
        return reassembled(a, b, weights, group, module, rank);
    }

    private static double scale(BodyPart part, LoraModule module) {
        return LoraScales.lora(part).scale(module.name());
    }

    private static double[][] gram(double[] a, double[] b, LoraModule module) {
        int units = module.rank();
        DMatrixRMaj rows = DMatrixRMaj.wrap(units, module.in(), a);
        DMatrixRMaj columns = DMatrixRMaj.wrap(module.out(), units, b);
        DMatrixRMaj gramA = Thin.timesTransposed(rows, rows);
        DMatrixRMaj gramB = Thin.transposedTimes(columns, columns);
        double[][] gram = new double[units][units];
        for (int i = 0; i < units; i++) {
            for (int j = 0; j < units; j++) {
                gram[i][j] = gramA.get(i, j) + gramB.get(i, j);
            }
        }
        return gram;
    }

    private static LowRank.Factors reassembled(double[] a, double[] b, double[] weights, int[] group, LoraModule module,
            int rank) {
        int units = module.rank();
        double output = Math.sqrt((double) units / module.factors().size() / Arrays.stream(group).distinct().count());
        float[] newA = new float[rank * module.in()];
        float[] newB = new float[module.out() * rank];
        for (int g = 0; g < rank; g++) {
            double[] row = new double[module.in()];
            double[] column = new double[module.out()];
            double total = 0;
            double peaks = 0;
            for (int unit = 0; unit < units; unit++) {
                if (group[unit] == g) {
                    double weight = weights[unit];
                    double peak = 0;
                    for (int j = 0; j < row.length; j++) {
                        double value = a[unit * row.length + j];
                        row[j] += weight * value;
                        peak = Math.max(peak, Math.abs(value));
                    }
                    for (int i = 0; i < column.length; i++) {
                        double value = b[i * units + unit];
                        column[i] += weight * value;
                        peak = Math.max(peak, Math.abs(value));
                    }
                    total += weight;
                    peaks += weight * peak;
                }
            }
            double peak = Math.max(peak(row), peak(column));
            double parameter = peak == 0 ? 0 : peaks / peak / total;
            for (int j = 0; j < row.length; j++) {
                newA[g * row.length + j] = (float) (parameter * row[j]);
            }
            for (int i = 0; i < column.length; i++) {
                newB[i * rank + g] = (float) (output * parameter * column[i]);
            }
        }
        return new LowRank.Factors(newA, newB, new LowRank(1, 1));
    }

    private static double peak(double[] values) {
        double peak = 0;
        for (double value : values) {
            peak = Math.max(peak, Math.abs(value));
        }
        return peak;
    }
}
