package dev.shaker.mixture.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.shaker.linear.Thin;

/** Merges of matrices by their singular values; orthonormal bases on either side change nothing. */
final class Spectra {
    private Spectra() {
    }

    /** A merged matrix, and how much of the members' squared singular values went into it. */
    record Merged(DMatrixRMaj matrix, LowRank energy) {}

    /** Every member's matrix times its weight. */
    static List<DMatrixRMaj> weighted(List<BodyPart> parts, IntFunction<DMatrixRMaj> matrices) {
        List<DMatrixRMaj> weighted = new ArrayList<>();
        for (int member = 0; member < parts.size(); member++) {
            DMatrixRMaj matrix = matrices.apply(member);
            CommonOps_DDRM.scale(parts.get(member).weight().doubleValue(), matrix);
            weighted.add(matrix);
        }
        return weighted;
    }

    static DMatrixRMaj sum(List<DMatrixRMaj> matrices) {
        DMatrixRMaj sum = matrices.getFirst().copy();
        matrices.stream().skip(1).forEach(matrix -> CommonOps_DDRM.addEquals(sum, matrix));
        return sum;
    }

    /** How many singular vectors each of the members may keep: together as many as a matrix has, at least one each. */
    static int share(int rows, int columns, List<BodyPart> parts) {
        return Math.max(1, Math.min(rows, columns) / parts.size());
    }

    /**
     * TSV-Merge (Gargiulo et al., CVPR 2025): U diag(S) V' of each matrix, all U side by side made orthonormal (Procrustes), all V
     * too, and multiplied again.
     *
     * @param matrices of one shape, weights on them
     * @param most singular values of each that are kept
     */
    static Merged tsv(List<DMatrixRMaj> matrices, int most) {
        List<DMatrixRMaj> u = new ArrayList<>();
        List<DMatrixRMaj> v = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        LowRank energy = new LowRank(0, 0);
        for (DMatrixRMaj matrix : matrices) {
            Thin.Svd svd = Thin.svd(matrix);
            int kept = Math.min(svd.rank(), most);
            for (int k = 0; k < svd.values().length; k++) {
                double square = svd.values()[k] * svd.values()[k];
                energy = energy.plus(new LowRank(k < kept ? square : 0, square));
            }
            if (kept > 0) {
                u.add(Thin.first(svd.u(), kept));
                v.add(Thin.first(svd.v(), kept));
                for (int k = 0; k < kept; k++) {
                    values.add(svd.values()[k]);
                }
            }
        }
        DMatrixRMaj first = matrices.getFirst();
        if (values.isEmpty()) {
            return new Merged(new DMatrixRMaj(first.numRows, first.numCols), energy);
        }
        DMatrixRMaj left = orthonormal(CommonOps_DDRM.concatColumnsMulti(u.toArray(DMatrixRMaj[]::new)));
        double[] scaled = values.stream().mapToDouble(Double::doubleValue).toArray();
        CommonOps_DDRM.multCols(left, scaled);
        DMatrixRMaj right = orthonormal(CommonOps_DDRM.concatColumnsMulti(v.toArray(DMatrixRMaj[]::new)));
        return new Merged(Thin.timesTransposed(left, right), energy);
    }

    /** Iso-C (Marczak et al., ICML 2025): every singular value becomes the mean of all, those of 0 left out. */
    static DMatrixRMaj iso(DMatrixRMaj sum) {
        Thin.Svd svd = Thin.svd(sum);
        int rank = svd.rank();
        if (rank == 0) {
            return sum;
        }
        double mean = 0;
        for (int k = 0; k < rank; k++) {
            mean += svd.values()[k] / rank;
        }
        DMatrixRMaj product = Thin.timesTransposed(Thin.first(svd.u(), rank), Thin.first(svd.v(), rank));
        CommonOps_DDRM.scale(mean, product);
        return product;
    }

    /** P Q' of M = P D Q', the nearest matrix of orthonormal columns; where columns depend on each other, of as many as M's rank. */
    private static DMatrixRMaj orthonormal(DMatrixRMaj matrix) {
        Thin.Svd svd = Thin.svd(matrix);
        return Thin.timesTransposed(Thin.first(svd.u(), svd.rank()), Thin.first(svd.v(), svd.rank()));
    }
}
