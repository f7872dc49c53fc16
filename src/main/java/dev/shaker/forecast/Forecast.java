package dev.shaker.forecast;

import dev.shaker.error.Wire;
import dev.shaker.identity.DomainName;

/**
 * What a mixture costs a member: accuracy alone minus accuracy mixed, a share.
 *
 * @param drop what is expected
 * @param low bound of an interval that holds what is measured in {@link #CONFIDENCE} of all cases
 * @param high the other one
 * @param basis what it rests on
 * @param observations how many measured mixtures
 */
public record Forecast(DomainName target, double drop, double low, double high, Basis basis, int observations) {
    public static final double CONFIDENCE = 0.9;

    /** From near to far. */
    public enum Basis {
        /** This very mixture. */
        MIXTURE,
        /** Other mixtures with the domain. */
        DOMAIN,
        /** Mixtures of the space, on other domains. */
        SPACE;

        public String wire() {
            return Wire.name(this);
        }
    }
}
