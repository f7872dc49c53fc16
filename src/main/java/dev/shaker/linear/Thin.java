package dev.shaker.linear;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Decompositions of thin and of small matrices, in double and on one thread: the same bits on every machine. */
public final class Thin {
    /** A singular value under this share of the largest is what rounding to float32 leaves of 0. */
    private static final double NOISE = 1e-6;

    private Thin() {
    }

    /** M = Q R, Q of orthonormal columns. */
    public record Qr(DMatrixRMaj q, DMatrixRMaj r) {}

    /** M = U diag(values) V', values falling, as many columns as the smaller side has. */
    public record Svd(DMatrixRMaj u, double[] values, DMatrixRMaj v) {
        /** How many singular values are more than noise. */
        public int rank() {
            int rank = 0;
            while (rank < values.length && values[rank] > NOISE * values[0]) {
                rank++;
            }
            return rank;
        }
    }

    public static Qr qr(DMatrixRMaj matrix) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(matrix.numRows, matrix.numCols);
        qr.decompose(matrix.copy());
        return new Qr(qr.getQ(null, true), qr.getR(null, true));
    }

    public static Svd svd(DMatrixRMaj matrix) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = decomposed(matrix, true);
        double[] values = Arrays.copyOf(svd.getSingularValues(), svd.numberOfSingularValues());
        int[] order = descending(values);
        return new Svd(columns(svd.getU(null, false), order),
                Arrays.stream(order).mapToDouble(i -> values[i]).toArray(),
                columns(svd.getV(null, false), order));
    }

    /** Singular values alone, in no order. */
    public static double[] singularValues(DMatrixRMaj matrix) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = decomposed(matrix, false);
        return Arrays.copyOf(svd.getSingularValues(), svd.numberOfSingularValues());
    }

    private static SingularValueDecomposition_F64<DMatrixRMaj> decomposed(DMatrixRMaj matrix, boolean vectors) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols,
                vectors, vectors, true);
        if (!svd.decompose(matrix.copy())) {
            throw new IllegalStateException("the singular value decomposition of " + matrix.numRows + " x "
                    + matrix.numCols + " does not converge");
        }
        return svd;
    }

    /** Places of values, the greatest first. */
    public static int[] descending(double[] values) {
        return IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
                .mapToInt(i -> i).toArray();
    }

    /** The first columns of a matrix. */
    public static DMatrixRMaj first(DMatrixRMaj matrix, int columns) {
        return CommonOps_DDRM.extract(matrix, 0, matrix.numRows, 0, columns);
    }

    public static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, product);
        return product;
    }

    /** A B'. */
    public static DMatrixRMaj timesTransposed(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numRows);
        CommonOps_DDRM.multTransB(a, b, product);
        return product;
    }

    /** A' B. */
    public static DMatrixRMaj transposedTimes(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numCols, b.numCols);
        CommonOps_DDRM.multTransA(a, b, product);
        return product;
    }

    /** Some columns of a matrix, in an order. */
    public static DMatrixRMaj columns(DMatrixRMaj matrix, int[] order) {
        DMatrixRMaj sorted = new DMatrixRMaj(matrix.numRows, order.length);
        for (int row = 0; row < matrix.numRows; row++) {
            for (int k = 0; k < order.length; k++) {
                sorted.set(row, k, matrix.get(row, order[k]));
            }
        }
        return sorted;
    }
}
