package dev.shaker.web.api;

import java.util.List;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.PairConflicts;

/** Two adapters of a space against each other, in total and per layer. */
public record FsdPairJson(String space, long generation, String basis, String domainA, String domainB, String adapterA,
        String adapterB, long conflicts, long bothNonZero, long total, double fsd, double fsdBothNonZero,
        boolean noSharedDirection, List<LayerJson> layers) {
    /** One tensor of the two. */
    public record LayerJson(String name, long conflicts, long bothNonZero, long total, double fsd,
            double fsdBothNonZero) {
        static LayerJson of(LayerConflicts layer) {
            return new LayerJson(layer.layer(), layer.conflicts(), layer.bothNonZero(), layer.total(),
                    layer.fsd().toDouble(), layer.fsdBothNonZero().toDouble());
        }
    }

    static FsdPairJson of(String space, long generation, Basis basis, FsdMatrix.Entry a,
            FsdMatrix.Entry b, PairConflicts pair) {
        return new FsdPairJson(space, generation, basis.wire(), a.domain(), b.domain(), a.adapterId(), b.adapterId(),
                pair.conflicts(), pair.bothNonZero(), pair.total(), pair.fsd().toDouble(),
                pair.fsdBothNonZero().toDouble(), pair.noSharedDirection(),
                pair.layers().stream().map(LayerJson::of).toList());
    }
}
