package dev.shaker.similarity;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

import dev.shaker.linear.Thin;

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
        DMatrixRMaj core = Thin.timesTransposed(b.root(), a.root());
        CommonOps_DDRM.scale(Math.abs(factors.scale()), core);
        Thin.Svd svd = Thin.svd(core);
        double[] all = svd.values();
        int kept = (int) Arrays.stream(all).filter(value -> value > 0 && value >= ROUNDING * all[0]).count();
        return new Decomposed(factors, Arrays.copyOf(all, kept), Thin.product(b.inverse(), Thin.first(svd.u(), kept)),
                Thin.product(a.inverse(), Thin.first(svd.v(), kept)));
    }

    Spectrum spectrum() {
        return Spectrum.of(values);
    }

    /** Singular values, in no order. */
    static double[] singularValues(DMatrixRMaj matrix) {
        if (matrix.numRows == 0 || matrix.numCols == 0) {
            return new double[0];
        }
        return Thin.singularValues(matrix);
    }

    /** X' Y Z. */
    static DMatrixRMaj sandwich(DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj z) {
        return Thin.product(Thin.transposedTimes(x, y), z);
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
        int[] order = Thin.descending(values);
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
}
