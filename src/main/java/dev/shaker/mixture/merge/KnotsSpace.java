package dev.shaker.mixture.merge;

import java.util.List;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.shaker.linear.Thin;
import dev.shaker.tensor.TensorShape;

/**
 * KnOTS: [D_1 … D_T] = U S [V_1 … V_T], a member's matrix is S V_i = U' D_i, [k, in]. B = Q R and A_i' = P_i L_i make the
 * concatenation Q [R_1 L_1' …] diag(P_i'), whose small middle has the same singular values, and U = Q times its left vectors.
 */
final class KnotsSpace implements SharedSpace {
    private final LoraModule module;
    private final List<BodyPart> parts;
    /** U in the basis Q, [Q's columns, k]. */
    private final DMatrixRMaj basis;
    /** U' B_i side by side, [k, stacked]. */
    private final DMatrixRMaj left;

    KnotsSpace(LoraModule module, List<BodyPart> parts) {
        this.module = module;
        this.parts = parts;
        DMatrixRMaj r = qr().r();
        DMatrixRMaj middle = new DMatrixRMaj(r.numRows, r.numCols);
        int at = 0;
        for (LoraModule.Factor factor : module.factors()) {
            DMatrixRMaj l = Thin.qr(CommonOps_DDRM.transpose(a(factor), null)).r();
            DMatrixRMaj own = CommonOps_DDRM.extract(r, 0, r.numRows, at, at + factor.rank());
            CommonOps_DDRM.insert(Thin.timesTransposed(own, l), middle, 0, at);
            at += factor.rank();
        }
        Thin.Svd svd = Thin.svd(middle);
        basis = Thin.first(svd.u(), Math.max(1, svd.rank()));
        left = Thin.transposedTimes(basis, r);
    }

    @Override
    public TensorShape shape() {
        return TensorShape.of(basis.numCols, module.in());
    }

    @Override
    public float[] matrix(int member) {
        int at = 0;
        for (LoraModule.Factor factor : module.factors()) {
            if (factor.member() == member) {
                DMatrixRMaj own = CommonOps_DDRM.extract(left, 0, left.numRows, at, at + factor.rank());
                return Vectors.rounded(Thin.product(own, a(factor)).data, 1);
            }
            at += factor.rank();
        }
        return new float[basis.numCols * module.in()];
    }

    @Override
    public LowRank.Factors back(float[] matrix, int rank) {
        Thin.Qr right = Thin.qr(CommonOps_DDRM.transpose(Vectors.matrix(basis.numCols, module.in(), matrix), null));
        return LowRank.between(Thin.product(qr().q(), basis), CommonOps_DDRM.transpose(right.r(), null), right.q(),
                rank);
    }

    private Thin.Qr qr() {
        return Thin.qr(DMatrixRMaj.wrap(module.out(), module.rank(), module.stackedB(parts)));
    }

    private DMatrixRMaj a(LoraModule.Factor factor) {
        return Vectors.matrix(factor.rank(), module.in(), parts.get(factor.member()).tensors().read(factor.a()));
    }
}
