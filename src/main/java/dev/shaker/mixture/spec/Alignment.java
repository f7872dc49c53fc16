package dev.shaker.mixture.spec;

import dev.shaker.error.Wire;

/**
 * How the rank components of LoRA members are brought together before their factors are combined. B A = (B Q)(Q' A) for any
 * orthogonal Q, so no adapter's update changes.
 */
public enum Alignment {
    /** Factors as stored. */
    NONE,
    /** Each rank component keeps or turns its sign, whichever is nearer to the first member. */
    FLIP,
    /** The orthogonal matrix that brings the factors nearest to the first member (Procrustes). */
    PROCRUSTES;

    public String wire() {
        return Wire.name(this);
    }

    /** @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} */
    public static Alignment parse(String wire) {
        return Choices.parse(Alignment.class, "merge.align", wire);
    }
}
