package dev.shaker.mixture.merge;

import java.util.List;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.shaker.linear.Thin;
import dev.shaker.tensor.TensorShape;

/**
 * Core Space: U_B are the left singular vectors of all B side by side, V_A the right ones of all A under each other; a member's
 * matrix is its core U_B' D_i V_A, in which nothing of D_i is lost.
 */
final class CoreSpace implements SharedSpace {
    private final LoraModule module;
    private final List<BodyPart> parts;
    /** The bases in those of the QR decompositions. */
    private final DMatrixRMaj leftBasis;
    private final DMatrixRMaj rightBasis;
    /** U_B' B_i side by side, [rows, stacked]. */
    private final DMatrixRMaj left;
    /** V_A' A_i' side by side, [columns, stacked]. */
    private final DMatrixRMaj right;

    CoreSpace(LoraModule module, List<BodyPart> parts) {
        this.module = module;
        this.parts = parts;
        DMatrixRMaj b = qrOfB().r();
        DMatrixRMaj a = qrOfA().r();
        leftBasis = Thin.svd(b).u();
        rightBasis = Thin.svd(a).u();
        left = Thin.transposedTimes(leftBasis, b);
        right = Thin.transposedTimes(rightBasis, a);
    }

    @Override
    public TensorShape shape() {
        return TensorShape.of(leftBasis.numCols, rightBasis.numCols);
    }

    @Override
    public float[] matrix(int member) {
        return Vectors.rounded(core(member).data, 1);
    }

    /** U_B' D_i V_A, unrounded. */
    DMatrixRMaj core(int member) {
        int at = 0;
        for (LoraModule.Factor factor : module.factors()) {
            if (factor.member() == member) {
                return Thin.timesTransposed(columns(left, at, factor.rank()), columns(right, at, factor.rank()));
            }
            at += factor.rank();
        }
        return new DMatrixRMaj(leftBasis.numCols, rightBasis.numCols);
    }

    @Override
    public LowRank.Factors back(float[] matrix, int rank) {
        return back(Vectors.matrix(leftBasis.numCols, rightBasis.numCols, matrix), rank);
    }

    LowRank.Factors back(DMatrixRMaj core, int rank) {
        return LowRank.between(Thin.product(qrOfB().q(), leftBasis), core, Thin.product(qrOfA().q(), rightBasis),
                rank);
    }

    private Thin.Qr qrOfB() {
        return Thin.qr(DMatrixRMaj.wrap(module.out(), module.rank(), module.stackedB(parts)));
    }

    private Thin.Qr qrOfA() {
        return Thin.qr(CommonOps_DDRM.transpose(DMatrixRMaj.wrap(module.rank(), module.in(), module.stackedA(parts)),
                null));
    }

    private static DMatrixRMaj columns(DMatrixRMaj matrix, int from, int columns) {
        return CommonOps_DDRM.extract(matrix, 0, matrix.numRows, from, from + columns);
    }
}
