package dev.shaker.fsd;

/**
 * Exact counts of one layer of two adapters (Alg. 3).
 *
 * @param layer normalised name of the tensor, or of the module in the update basis
 * @param conflicts positions of opposite sign
 * @param bothNonZero positions where both are non-zero
 * @param total all positions s of the layer, zeros included
 */
public record LayerConflicts(String layer, long conflicts, long bothNonZero, long total) {
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
