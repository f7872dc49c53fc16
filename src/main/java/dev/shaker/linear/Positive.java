package dev.shaker.linear;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/** Systems of a symmetric positive definite matrix, in double and on one thread. */
public final class Positive {
    private Positive() {
    }

    /**
     * X of A X = B by one Cholesky decomposition for all columns of B.
     *
     * @throws IllegalStateException where A is not positive definite
     */
    public static DMatrixRMaj solved(DMatrixRMaj a, DMatrixRMaj b) {
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(a.numRows);
        if (!solver.setA(a.copy())) {
            throw new IllegalStateException(
                    "the matrix of " + a.numRows + " x " + a.numCols + " is not positive definite");
        }
        DMatrixRMaj x = new DMatrixRMaj(a.numRows, b.numCols);
        solver.solve(b.copy(), x);
        return x;
    }
}
