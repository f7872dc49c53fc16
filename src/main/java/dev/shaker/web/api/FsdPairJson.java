package dev.shaker.web.api;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;
import dev.shaker.fsd.Sampling;

/** Two adapters of a space against each other, in total and per layer. */
public record FsdPairJson(String space, long generation, String basis, String domainA, String domainB, String adapterA,
        String adapterB, long conflicts, long bothNonZero, long total, double fsd, double fsdBothNonZero,
        boolean noSharedDirection, @Nullable SamplingJson sampling, List<LayerJson> layers) {
    /**
     * Where large modules were sampled: counts are estimates for all positions.
     *
     * @param positions how many were compared
     * @param standardError of {@code fsd}, rows as clusters drawn without replacement
     * @param low lower end of the normal 95 % interval of {@code fsd}
     * @param high its upper end
     */
    public record SamplingJson(long positions, double standardError, double low, double high) {
        static @Nullable SamplingJson of(Optional<Sampling> sampling, Ratio fsd) {
            return sampling.map(of -> new SamplingJson(of.positions(), of.standardError(), of.low(fsd), of.high(fsd)))
                    .orElse(null);
        }
    }

    /** One tensor of the two. */
    public record LayerJson(String name, long conflicts, long bothNonZero, long total, double fsd,
            double fsdBothNonZero, @Nullable SamplingJson sampling) {
        static LayerJson of(LayerConflicts layer) {
            return new LayerJson(layer.layer(), layer.conflicts(), layer.bothNonZero(), layer.total(),
                    layer.fsd().toDouble(), layer.fsdBothNonZero().toDouble(),
                    SamplingJson.of(layer.sampling(), layer.fsd()));
        }
    }

    static FsdPairJson of(String space, long generation, Basis basis, FsdMatrix.Entry a,
            FsdMatrix.Entry b, PairConflicts pair) {
        return new FsdPairJson(space, generation, basis.wire(), a.domain().name(), b.domain().name(),
                a.adapterId().hex(), b.adapterId().hex(),
                pair.conflicts(), pair.bothNonZero(), pair.total(), pair.fsd().toDouble(),
                pair.fsdBothNonZero().toDouble(), pair.noSharedDirection(),
                SamplingJson.of(pair.sampling(), pair.fsd()), pair.layers().stream().map(LayerJson::of).toList());
    }
}
