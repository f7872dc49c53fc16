package dev.shaker.fsd;

import java.util.List;
import java.util.Optional;

/**
 * Counts of two adapters (Alg. 3): the sums over their layers, and the layers; exact, or estimates where layers were sampled.
 *
 * @param conflicts positions of opposite sign
 * @param bothNonZero positions where both are non-zero
 * @param total all positions s, zeros included
 * @param layers sorted by name; empty where only the sums were loaded
 * @param sampling empty where every position was compared
 */
public record PairConflicts(long conflicts, long bothNonZero, long total, List<LayerConflicts> layers,
        Optional<Sampling> sampling) {
    public PairConflicts(long conflicts, long bothNonZero, long total, List<LayerConflicts> layers) {
        this(conflicts, bothNonZero, total, layers, Optional.empty());
    }

    public PairConflicts {
        Counts.check("pair", conflicts, bothNonZero, total);
        layers = List.copyOf(layers);
    }

    public static PairConflicts of(List<LayerConflicts> layers) {
        long conflicts = 0;
        long bothNonZero = 0;
        long total = 0;
        for (LayerConflicts layer : layers) {
            conflicts += layer.conflicts();
            bothNonZero += layer.bothNonZero();
            total += layer.total();
        }
        return new PairConflicts(conflicts, bothNonZero, total, layers, Sampling.of(layers, total));
    }

    /** The sums alone, for a matrix whose layers nobody asks for. */
    public static PairConflicts sums(long conflicts, long bothNonZero, long total) {
        return new PairConflicts(conflicts, bothNonZero, total, List.of());
    }

    /** Compares FSD of two pairs exactly; over one total, as nearly all are, by the conflicts. */
    public static int compare(long conflicts, long total, long otherConflicts, long otherTotal) {
        return total == otherTotal
                ? Long.compare(conflicts, otherConflicts)
                : Counts.ratio(conflicts, total).compareTo(Counts.ratio(otherConflicts, otherTotal));
    }

    /** This without its layers. */
    public PairConflicts sums() {
        return new PairConflicts(conflicts, bothNonZero, total, List.of(), sampling);
    }

    /** FSD(A,B) = conflicts / s. */
    public Ratio fsd() {
        return Counts.ratio(conflicts, total);
    }

    /** Conflicts over the positions where both are non-zero: pruning shrinks FSD by arithmetic alone, and not this. */
    public Ratio fsdBothNonZero() {
        return Counts.ratio(conflicts, bothNonZero);
    }

    public Optional<LayerConflicts> layer(String name) {
        for (LayerConflicts layer : layers) {
            if (layer.layer().equals(name)) {
                return Optional.of(layer);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether FSD over both non-zero positions lies within 0.02 of 0.5, where two adapters that were initialised apart
     * sit: such a pair shares no direction, and its mean is two halves of noise.
     */
    public boolean noSharedDirection() {
        return fsdBothNonZero().minus(HALF).abs().compareTo(MARGIN) <= 0;
    }

    private static final Ratio HALF = Ratio.of(1, 2);
    private static final Ratio MARGIN = Ratio.of(2, 100);
}
