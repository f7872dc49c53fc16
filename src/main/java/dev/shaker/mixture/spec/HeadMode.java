package dev.shaker.mixture.spec;

import dev.shaker.error.Wire;

/** What becomes of the members' classification heads. */
public enum HeadMode {
    /** Every domain keeps its own, byte for byte. */
    OWN,
    /** One mean head for all, with the members' weights; only for members of equal labels in equal order. */
    MEAN;

    public String wire() {
        return Wire.name(this);
    }

    /** @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} */
    public static HeadMode parse(String wire) {
        return Choices.parse(HeadMode.class, "merge.heads", wire);
    }
}
