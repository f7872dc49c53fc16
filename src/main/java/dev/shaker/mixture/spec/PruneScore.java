package dev.shaker.mixture.spec;

import dev.shaker.error.ShakerException;

/** What weights are ranked by when some are dropped; the lowest are. */
public sealed interface PruneScore {
    PruneScore MAGNITUDE = new Magnitude();

    /** The name in requests and recipes. */
    String wire();

    /** |w| (Alg. 2). */
    record Magnitude() implements PruneScore {
        @Override
        public String wire() {
            return "magnitude";
        }
    }

    /** A draw for each weight, whatever it is: the baseline that a score has to beat. */
    record Random(long seed) implements PruneScore {
        @Override
        public String wire() {
            return "random";
        }
    }

    /**
     * Synaptic flow (Tanaka et al. 2020): |w dR/dw|, where R is the sum of a module's outputs for an input of ones, with |w| for every
     * w and no non-linearity. No data is needed.
     *
     * @param rounds n: after round k the density is (1 - s)^(k/n), and scores are computed anew of what is left; 1 ranks once
     */
    record SynFlow(int rounds) implements PruneScore {
        /** Ten times what the paper takes. */
        public static final int MOST_ROUNDS = 1000;

        /** @throws ShakerException {@code MIXTURE_REQUEST_INVALID} */
        public SynFlow {
            if (rounds < 1 || rounds > MOST_ROUNDS) {
                throw MixtureErrors.invalid("prune.rounds", rounds + " rounds: 1 to " + MOST_ROUNDS
                        + " are possible, 100 are usual");
            }
        }

        @Override
        public String wire() {
            return "synflow";
        }
    }

    /**
     * |w| times the share of the mixture's members, this one among them, whose weight at the same place has the same sign: TIES'
     * election as a score.
     */
    record Consensus() implements PruneScore {
        @Override
        public String wire() {
            return "consensus";
        }
    }
}
