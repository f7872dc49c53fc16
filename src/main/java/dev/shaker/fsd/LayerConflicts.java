package dev.shaker.fsd;

import java.util.Optional;

/**
 * Counts of one layer of two adapters (Alg. 3), exact or, of a sampled layer, estimates for the whole.
 *
 * @param layer normalised name of the tensor, or of the module in the update basis
 * @param conflicts positions of opposite sign
 * @param bothNonZero positions where both are non-zero
 * @param total all positions s of the layer, zeros included
 * @param sampling empty where every position was compared
 */
public record LayerConflicts(String layer, long conflicts, long bothNonZero, long total, Optional<Sampling> sampling) {
    public LayerConflicts(String layer, long conflicts, long bothNonZero, long total) {
        this(layer, conflicts, bothNonZero, total, Optional.empty());
    }

    public LayerConflicts {
        Counts.check(layer, conflicts, bothNonZero, total);
    }

    /** FSD of this layer: conflicts / total. */
    public Ratio fsd() {
        return Counts.ratio(conflicts, total);
    }

    /** Conflicts over the positions where both are non-zero; 0 where there is none. */
    public Ratio fsdBothNonZero() {
        return Counts.ratio(conflicts, bothNonZero);
    }
}
