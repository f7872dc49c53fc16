package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.OptionalInt;

/** Ranges of the parameters that say how much of a member is kept. */
final class Densities {
    private Densities() {
    }

    /** Density 0 would divide by 0 or keep nothing; both are mistakes. */
    static BigDecimal checked(String method, BigDecimal density) {
        if (density.signum() <= 0 || density.compareTo(BigDecimal.ONE) > 0) {
            throw MixtureErrors.invalid("merge.density", "density " + density.toPlainString() + " for '" + method
                    + "' is not in (0, 1]; 0.2 keeps 20 % of each member");
        }
        return density.stripTrailingZeros();
    }

    static void checkEpsilon(BigDecimal density, BigDecimal epsilon) {
        BigDecimal half = epsilon.divide(BigDecimal.TWO);
        if (epsilon.signum() < 0 || density.subtract(half).signum() <= 0
                || density.add(half).compareTo(BigDecimal.ONE) > 0 && epsilon.signum() > 0) {
            throw MixtureErrors.invalid("merge.epsilon", "epsilon " + epsilon.toPlainString() + " at density "
                    + density.toPlainString() + ": density - epsilon/2 to density + epsilon/2 must lie in (0, 1]");
        }
    }

    static void checkGamma(BigDecimal density, BigDecimal gamma) {
        if (gamma.signum() < 0 || gamma.add(density).compareTo(BigDecimal.ONE) > 0) {
            throw MixtureErrors.invalid("merge.gamma", "gamma " + gamma.toPlainString() + " at density "
                    + density.toPlainString() + ": both together are at most 1");
        }
    }

    static void checkRank(OptionalInt rank) {
        if (rank.isPresent() && rank.getAsInt() < 1) {
            throw MixtureErrors.invalid("merge.rank", "rank " + rank.getAsInt() + "; give at least 1");
        }
    }
}
