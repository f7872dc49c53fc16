package dev.shaker.mixture.merge;

import java.util.List;
import java.util.function.Function;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;

/** Matrices of all members, weights on them, merged by their singular values. */
record SpectralTensors(List<BodyPart> parts, double lambda,
        Function<List<DMatrixRMaj>, DMatrixRMaj> merge) implements Tensors {
    @Override
    public List<AdapterLayer> layers() {
        return parts.getFirst().tensors().layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        DMatrixRMaj merged = merge.apply(Spectra.weighted(parts, member -> Vectors.matrix(layer.shape().dimension(0),
                layer.shape().dimension(1), parts.get(member).tensors().read(layer))));
        CommonOps_DDRM.scale(lambda, merged);
        return Vectors.rounded(merged.data, 1);
    }
}
