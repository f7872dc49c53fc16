package dev.shaker.mixture.spec;

import dev.shaker.error.Wire;

/** What a method's weights mean. */
public enum Weighting {
    /** Shares of a mean: divided by their sum where that is positive, else used as they are given, so that no sign turns. */
    SHARES("shares of a mean, divided by their sum where that is positive"),
    /** Factors of the members' updates in a sum, divided by nothing. */
    FACTORS("factors of the updates, divided by nothing"),
    /** Votes on each sign, then shares of those who have it, divided by the sum of their magnitudes. */
    VOTES("votes on each sign, then shares of those who agree, divided by the sum of their magnitudes"),
    /** The place between two members, the second's weight over the sum of both. */
    PLACE("the place between two members, divided by their sum");

    private final String meaning;

    Weighting(String meaning) {
        this.meaning = meaning;
    }

    public String wire() {
        return Wire.name(this);
    }

    /** In a sentence: "weights are …". */
    public String meaning() {
        return meaning;
    }
}
