package dev.shaker.mixture.merge;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.ejml.data.DMatrixRMaj;

import dev.shaker.linear.Thin;

/**
 * Model Stock (Jang et al., ECCV 2024): how far the mean of T updates may go from the base model, t = T c / (1 + (T - 1) c). The
 * paper's c is the cosine of two updates; of more it is the mean over all pairs, as mergekit has it.
 */
final class StockRatios {
    private final List<BodyPart> parts;
    private final Map<String, Double> ratios = new ConcurrentHashMap<>();

    StockRatios(List<BodyPart> parts) {
        this.parts = parts;
    }

    double of(LoraModule module) {
        return ratios.computeIfAbsent(module.name(), name -> ratio(module));
    }

    /** By module, of the modules read so far. */
    SortedMap<String, Double> all() {
        return new TreeMap<>(ratios);
    }

    private double ratio(LoraModule module) {
        int members = parts.size();
        if (members == 1) {
            return 1;
        }
        double[][] dots = dots(module);
        double cosines = 0;
        for (int i = 0; i < dots.length; i++) {
            for (int j = i + 1; j < dots.length; j++) {
                double norms = Math.sqrt(dots[i][i]) * Math.sqrt(dots[j][j]);
                cosines += norms == 0 ? 0 : dots[i][j] / norms;
            }
        }
        double mean = Math.min(1, Math.max(0, cosines / (members * (members - 1) / 2.0)));
        return members * mean / (1 + (members - 1) * mean);
    }

    /** <D_i, D_j> = sum((A_i A_j') * (B_i' B_j)), of the members that have the module. */
    private double[][] dots(LoraModule module) {
        DMatrixRMaj a = DMatrixRMaj.wrap(module.rank(), module.in(), module.stackedA(parts));
        DMatrixRMaj b = DMatrixRMaj.wrap(module.out(), module.rank(), module.stackedB(parts));
        DMatrixRMaj gramA = Thin.timesTransposed(a, a);
        DMatrixRMaj gramB = Thin.transposedTimes(b, b);
        int[] owners = new int[module.rank()];
        int at = 0;
        for (int i = 0; i < module.factors().size(); i++) {
            for (int k = 0; k < module.factors().get(i).rank(); k++) {
                owners[at++] = i;
            }
        }
        double[][] dots = new double[module.factors().size()][module.factors().size()];
        for (int i = 0; i < owners.length; i++) {
            for (int j = 0; j < owners.length; j++) {
                dots[owners[i]][owners[j]] += gramA.get(i, j) * gramB.get(i, j);
            }
        }
        return dots;
    }
}
