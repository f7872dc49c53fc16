package dev.shaker.mixture.spec;

import dev.shaker.error.Wire;

/** What a selection keeps small between its members, a distance in [0, 1] each. */
public enum Measure {
    /** The fraction of sign difference; for strategy {@code similarity} the texts. */
    FSD,
    /** The angle between LoRA updates as a share of half a turn, arccos(cosine) / pi: what FSD is for Gaussian weights, 1/2 for strangers. */
    COSINE,
    /** What the two updates do not share: 1 less the mean share of energy inside the other's column and row spaces. */
    SUBSPACE;

    public String wire() {
        return Wire.name(this);
    }

    /**
     * The measure of that name.
     *
     * @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID}
     */
    public static Measure parse(String wire) {
        return Choices.parse(Measure.class, "select.measure", wire);
    }
}
