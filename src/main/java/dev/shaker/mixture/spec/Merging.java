package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.OptionalInt;

/**
 * How the members, pruned, become one body. Every method takes weights, negative ones too where it says nothing else.
 * Adapters of a space are trained from one frozen base, so a member's tensors are its task vector.
 *
 * <p>
 * Methods that combine LoRA factors one by one put a weight's root on A and on B, its sign on B: then one member of weight w
 * gives w times its update. {@code concat} and {@code svd} work on the updates themselves.
 */
public sealed interface Merging {
    /** The name on the wire, {@code mean}. */
    String method();

    Weights weights();

    /** How LoRA factors are aligned first; only NONE for bottlenecks. */
    Alignment align();

    /**
     * The mean (Eq. 1), weighted where weights are given: sum w_i theta_i / sum w_i, zeros included. For LoRA the mean of the
     * factors A and B as stored, the paper's reading.
     */
    record Mean(Weights weights, Alignment align) implements Merging {
        public static final Mean EQUAL = new Mean(Weights.EQUAL, Alignment.NONE);

        @Override
        public String method() {
            return "mean";
        }
    }

    /** Task arithmetic (Ilharco et al., ICLR 2023): lambda sum w_i theta_i, not divided by anything. */
    record TaskArithmetic(Weights weights, Alignment align, BigDecimal lambda) implements Merging {
        @Override
        public String method() {
            return "task-arithmetic";
        }
    }

    /**
     * TIES (Yadav et al., NeurIPS 2023): each member keeps its {@code density} largest magnitudes, each position elects the
     * sign of the weighted sum, and the members of that sign are averaged; times lambda. Where the sum is 0 no sign is elected
     * and the result is 0.
     *
     * @param scope what a member's magnitudes are ranked over; the paper ranks the whole task vector
     */
    record Ties(Weights weights, Alignment align, BigDecimal density, Pruning.Scope scope,
            BigDecimal lambda) implements Merging {
        public Ties {
            density = Densities.checked("ties", density);
        }

        @Override
        public String method() {
            return "ties";
        }
    }

    /**
     * DARE (Yu et al., ICML 2024): each weight is dropped with probability 1 - density and the others are divided by density;
     * then as task arithmetic, or with {@code elect} as TIES without its trimming. The draw depends on seed, adapter id and
     * layer only.
     */
    record Dare(Weights weights, Alignment align, BigDecimal density, long seed, boolean elect,
            BigDecimal lambda) implements Merging {
        public Dare {
            density = Densities.checked(elect ? "dare-ties" : "dare-linear", density);
        }

        @Override
        public String method() {
            return elect ? "dare-ties" : "dare-linear";
        }
    }

    /**
     * DELLA (Deep et al. 2024): as DARE, but within each row the drop probability falls with the magnitude's rank, from
     * p + epsilon/2 to p - epsilon/2 for p = 1 - density, each survivor divided by its own chance; then election and mean as
     * TIES, times lambda.
     */
    record Della(Weights weights, Alignment align, BigDecimal density, BigDecimal epsilon, long seed,
            BigDecimal lambda) implements Merging {
        public Della {
            density = Densities.checked("della", density);
            Densities.checkEpsilon(density, epsilon);
        }

        @Override
        public String method() {
            return "della";
        }
    }

    /**
     * Model breadcrumbs (Davari and Belilovsky, ECCV 2024): of each tensor the {@code gamma} largest magnitudes are dropped as
     * outliers and the smallest ones so that {@code density} remain; then as task arithmetic.
     */
    record Breadcrumbs(Weights weights, Alignment align, BigDecimal density, BigDecimal gamma,
            BigDecimal lambda) implements Merging {
        public Breadcrumbs {
            density = Densities.checked("breadcrumbs", density);
            Densities.checkGamma(density, gamma);
        }

        @Override
        public String method() {
            return "breadcrumbs";
        }
    }

    /**
     * Spherical interpolation (Shoemake 1985) of exactly two members, at t = w_2 / (w_1 + w_2); nearly parallel ones linearly.
     *
     * @param scope what the angle is taken over
     */
    record Slerp(Weights weights, Alignment align, Pruning.Scope scope) implements Merging {
        @Override
        public String method() {
            return "slerp";
        }
    }

    /** LoRA: the exact weighted mean of the updates, A stacked and B side by side; rank is the sum of ranks. */
    record Concat(Weights weights, Alignment align) implements Merging {
        @Override
        public String method() {
            return "concat";
        }
    }

    /**
     * LoRA: the weighted mean of the updates, factored anew at the rank that keeps most of it.
     *
     * @param rank of the result, at most; empty for the members' largest
     */
    record Svd(Weights weights, Alignment align, OptionalInt rank) implements Merging {
        public Svd {
            if (rank.isPresent() && rank.getAsInt() < 1) {
                throw MixtureErrors.invalid("merge.rank", "rank " + rank.getAsInt() + "; give at least 1");
            }
        }

        @Override
        public String method() {
            return "svd";
        }
    }
}
