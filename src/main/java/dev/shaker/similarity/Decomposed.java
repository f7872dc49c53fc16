package dev.shaker.similarity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The singular value decomposition of one update W = scale B A, without W: with B'B = V_b D_b V_b' and AA' = V_a D_a V_a', W is
 * (B V_b D_b^-1/2) M (A' V_a D_a^-1/2)' with M = scale D_b^1/2 V_b' V_a D_a^1/2, and M = U S V' is at most r x r.
 *
 * @param factors of the update
 * @param values S, descending, those alone that are more than rounding
 * @param left [r,k]: B times it has W's left singular vectors as columns
 * @param right [r,k]: A' times it has W's right singular vectors
 */
record Decomposed(Factors factors, double[] values, DMatrixRMaj left, DMatrixRMaj right) {
    /** Of the largest singular value of a factor, or of the update: below is what rounding to float32 leaves. */
    private static final double ROUNDING = 1e-6;

    static Decomposed of(Factors factors) {
        Half b = half(factors.columns(factors));
        Half a = half(factors.rows(factors));
        int most = Math.min(a.inverse().numCols, b.inverse().numCols);
        if (most == 0 || factors.scale() == 0) {
            return new Decomposed(factors, new double[0], new DMatrixRMaj(factors.rank(), 0),
                    new DMatrixRMaj(factors.rank(), 0));
        }
        DMatrixRMaj core = multiplyTransposed(b.root(), a.root());
        CommonOps_DDRM.scale(Math.abs(factors.scale()), core);
        SingularValueDecomposition_F64<DMatrixRMaj> svd = svd(core, true);
        double[] all = svd.getSingularValues();
        int[] order = descending(all, svd.numberOfSingularValues());
        int[] kept = Arrays.stream(order).filter(i -> all[i] > 0 && all[i] >= ROUNDING * all[order[0]]).toArray();
        return new Decomposed(factors, Arrays.stream(kept).mapToDouble(i -> all[i]).toArray(),
                multiply(b.inverse(), columns(svd.getU(null, false), kept)),
                multiply(a.inverse(), columns(svd.getV(null, false), kept)));
    }

    Spectrum spectrum() {
        return Spectrum.of(values);
    }

    /** Singular values, in no order. */
    static double[] singularValues(DMatrixRMaj matrix) {
        if (matrix.numRows == 0 || matrix.numCols == 0) {
            return new double[0];
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd = svd(matrix, false);
        return Arrays.copyOf(svd.getSingularValues(), svd.numberOfSingularValues());
    }

    /** X' Y Z. */
    static DMatrixRMaj sandwich(DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj z) {
        DMatrixRMaj half = new DMatrixRMaj(x.numCols, y.numCols);
        CommonOps_DDRM.multTransA(x, y, half);
        return multiply(half, z);
    }

    /**
     * A Gram matrix V D V' by halves.
     *
     * @param root D^1/2 V', [k,r]
     * @param inverse V D^-1/2, [r,k]
     */
    private record Half(DMatrixRMaj root, DMatrixRMaj inverse) {}

    private static Half half(DMatrixRMaj gram) {
        int n = gram.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(gram.copy())) {
            throw new IllegalStateException("the eigenvalues of a Gram matrix of " + n + " do not converge");
        }
        double[] values = IntStream.range(0, n).mapToDouble(i -> eigen.getEigenvalue(i).getReal()).toArray();
        int[] order = descending(values, n);
        // Eigenvalues are squares of singular values.
        int[] kept = Arrays.stream(order)
                .filter(i -> values[i] > 0 && values[i] >= ROUNDING * ROUNDING * values[order[0]]).toArray();
        DMatrixRMaj root = new DMatrixRMaj(kept.length, n);
        DMatrixRMaj inverse = new DMatrixRMaj(n, kept.length);
        for (int k = 0; k < kept.length; k++) {
            DMatrixRMaj vector = eigen.getEigenVector(kept[k]);
            double size = Math.sqrt(values[kept[k]]);
            for (int i = 0; i < n; i++) {
                root.set(k, i, size * vector.get(i));
                inverse.set(i, k, vector.get(i) / size);
            }
        }
        return new Half(root, inverse);
    }

    private static int[] descending(double[] values, int n) {
        return IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
                .mapToInt(i -> i).toArray();
    }

    private static DMatrixRMaj columns(DMatrixRMaj matrix, int[] which) {
        DMatrixRMaj some = new DMatrixRMaj(matrix.numRows, which.length);
        for (int i = 0; i < matrix.numRows; i++) {
            for (int k = 0; k < which.length; k++) {
                some.set(i, k, matrix.get(i, which[k]));
            }
        }
        return some;
    }

    private static DMatrixRMaj multiply(DMatrixRMaj x, DMatrixRMaj y) {
        DMatrixRMaj product = new DMatrixRMaj(x.numRows, y.numCols);
        CommonOps_DDRM.mult(x, y, product);
        return product;
    }

    private static DMatrixRMaj multiplyTransposed(DMatrixRMaj x, DMatrixRMaj y) {
        DMatrixRMaj product = new DMatrixRMaj(x.numRows, y.numRows);
        CommonOps_DDRM.multTransB(x, y, product);
        return product;
    }

    private static SingularValueDecomposition_F64<DMatrixRMaj> svd(DMatrixRMaj matrix, boolean vectors) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols,
                vectors, vectors, true);
        if (!svd.decompose(matrix.copy())) {
            throw new IllegalStateException("the singular value decomposition of " + matrix.numRows + " x "
                    + matrix.numCols + " does not converge");
        }
        return svd;
    }
}
