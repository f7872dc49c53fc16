package dev.shaker.mixture.merge;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

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
        Thin left = qr(DMatrixRMaj.wrap(out, stacked, b));
        Thin right = qr(transposedA);
        DMatrixRMaj core = new DMatrixRMaj(left.r().numRows, right.r().numRows);
        CommonOps_DDRM.multTransB(left.r(), right.r(), core);
        Svd svd = svd(core);
        int[] order = IntStream.range(0, svd.values().length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -svd.values()[i])).mapToInt(i -> i).toArray();
        double kept = 0;
        double all = 0;
        for (int i = 0; i < order.length; i++) {
            double square = svd.values()[order[i]] * svd.values()[order[i]];
            all += square;
            kept += i < rank ? square : 0;
        }
        float[] newA = new float[rank * in];
        float[] newB = new float[out * rank];
        for (int k = 0; k < Math.min(rank, order.length); k++) {
            double root = Math.sqrt(svd.values()[order[k]]);
            double[] u = column(left.q(), svd.u(), order[k]);
            double[] v = column(right.q(), svd.v(), order[k]);
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
        Svd svd = svd(DMatrixRMaj.wrap(n, n, matrix));
        DMatrixRMaj q = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(svd.v(), svd.u(), q);
        return Arrays.copyOf(q.data, n * n);
    }

    private record Thin(DMatrixRMaj q, DMatrixRMaj r) {}

    private record Svd(DMatrixRMaj u, double[] values, DMatrixRMaj v) {}

    private static Thin qr(DMatrixRMaj matrix) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(matrix.numRows, matrix.numCols);
        qr.decompose(matrix.copy());
        return new Thin(qr.getQ(null, true), qr.getR(null, true));
    }

    private static Svd svd(DMatrixRMaj matrix) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols,
                true, true, true);
        if (!svd.decompose(matrix.copy())) {
            throw new IllegalStateException("the singular value decomposition of " + matrix.numRows + " x "
                    + matrix.numCols + " does not converge");
        }
        int n = svd.numberOfSingularValues();
        return new Svd(svd.getU(null, false), Arrays.copyOf(svd.getSingularValues(), n), svd.getV(null, false));
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
