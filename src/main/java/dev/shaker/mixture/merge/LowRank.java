package dev.shaker.mixture.merge;

import java.util.Arrays;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.shaker.linear.Thin;

/**
 * How much of an update a lower rank keeps, as sums of squared singular values.
 *
 * @param kept of the components that were kept
 * @param all of all components, the squared Frobenius norm of the update
 */
record LowRank(double kept, double all) {
    /** In [0, 1]; 1 for a zero update. */
    double retained() {
        return all == 0 ? 1 : kept / all;
    }

    LowRank plus(LowRank other) {
        return new LowRank(kept + other.kept, all + other.all);
    }

    /** A [rank,in] and B [out,rank] whose product is the nearest one of that rank, the singular values' roots on both. */
    record Factors(float[] a, float[] b, LowRank energy) {}

    /**
     * Factors B A anew (Eckart-Young): B = Q_b R_b, A' = Q_a R_a, R_b R_a' = U S V'; then Q_b U S^1/2 and S^1/2 V' Q_a'.
     *
     * @param a [stacked, in], row-major
     * @param b [out, stacked], row-major
     * @param rank at most stacked, out and in
     */
    static Factors factor(double[] a, double[] b, int out, int in, int stacked, int rank) {
        DMatrixRMaj transposedA = CommonOps_DDRM.transpose(DMatrixRMaj.wrap(stacked, in, a), null);
        Thin.Qr left = Thin.qr(DMatrixRMaj.wrap(out, stacked, b));
        Thin.Qr right = Thin.qr(transposedA);
        return between(left.q(), Thin.timesTransposed(left.r(), right.r()), right.q(), rank);
    }

    /**
     * Factors L C R'.
     *
     * @param left [out, m] of orthonormal columns
     * @param core [m, n]
     * @param right [in, n] of orthonormal columns
     * @param rank of the result; what it has more than m or n is 0
     */
    static Factors between(DMatrixRMaj left, DMatrixRMaj core, DMatrixRMaj right, int rank) {
        Thin.Svd svd = Thin.svd(core);
        int out = left.numRows;
        int in = right.numRows;
        double kept = 0;
        double all = 0;
        for (int i = 0; i < svd.values().length; i++) {
            double square = svd.values()[i] * svd.values()[i];
            all += square;
            kept += i < rank ? square : 0;
        }
        float[] newA = new float[rank * in];
        float[] newB = new float[out * rank];
        for (int k = 0; k < Math.min(rank, svd.values().length); k++) {
            double root = Math.sqrt(svd.values()[k]);
            double[] u = column(left, svd.u(), k);
            double[] v = column(right, svd.v(), k);
            for (int row = 0; row < out; row++) {
                newB[row * rank + k] = (float) (root * u[row]);
            }
            for (int j = 0; j < in; j++) {
                newA[k * in + j] = (float) (root * v[j]);
            }
        }
        return new Factors(newA, newB, new LowRank(kept, all));
    }

    /** The orthogonal Q that makes trace(Q N) largest: V U' of N = U S V' (Schönemann 1966). Row-major, n x n. */
    static double[] procrustes(double[] matrix, int n) {
        Thin.Svd svd = Thin.svd(DMatrixRMaj.wrap(n, n, matrix));
        return Arrays.copyOf(Thin.timesTransposed(svd.v(), svd.u()).data, n * n);
    }

    /** Q times one column of M. */
    private static double[] column(DMatrixRMaj q, DMatrixRMaj m, int column) {
        double[] product = new double[q.numRows];
        for (int row = 0; row < q.numRows; row++) {
            double sum = 0;
            for (int k = 0; k < q.numCols; k++) {
                sum += q.get(row, k) * m.get(k, column);
            }
            product[row] = sum;
        }
        return product;
    }
}
