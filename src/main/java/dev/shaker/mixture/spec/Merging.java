package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.OptionalInt;

/**
 * How the members, pruned, become one body. Every method takes weights, negative ones too where it says nothing else.
 * Adapters of a space are trained from one frozen base, so a member's tensors are its task vector.
 *
 * <p>
 * Methods that combine LoRA factors one by one put a weight's root on A and on B, its sign on B: then one member of weight w
 * gives w times its update. {@code concat}, {@code svd} and all methods behind them work on the updates D_i = scale B_i A_i
 * themselves, whatever the ranks, and form none of them.
 */
public sealed interface Merging {
    /** The name on the wire, {@code mean}. */
    String method();

    Weights weights();

    /** What the weights mean to this method. */
    default Weighting weighting() {
        return switch (this) {
            case Mean _,Concat _,Svd _,ModelStock _,LoraLego _ -> Weighting.SHARES;
            case TaskArithmetic _,Breadcrumbs _,TsvM _,IsoC _ -> Weighting.FACTORS;
            case Dare m -> m.elect() ? Weighting.VOTES : Weighting.FACTORS;
            case Ties _,Della _ -> Weighting.VOTES;
            case Slerp _ -> Weighting.PLACE;
            case Knots m -> m.inner().weighting();
            case CoreSpace m -> m.inner().weighting();
        };
    }

    /** How LoRA factors are aligned first; only NONE for bottlenecks, and for methods that no alignment changes. */
    default Alignment align() {
        return Alignment.NONE;
    }

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
            Densities.checkRank(rank);
        }

        @Override
        public String method() {
            return "svd";
        }
    }

    /**
     * LoRA, KnOTS (Stoica et al., ICLR 2025): [D_1 … D_T] = U S [V_1 … V_T]; the members are merged by {@code inner} as the
     * matrices S V_i over the common U, and multiplied with U again. Weights mean what they mean to {@code inner}.
     *
     * @param inner a method that combines tensors one by one; the paper takes {@code ties} over all modules at once
     */
    record Knots(Merging inner) implements Merging {
        public Knots {
            Inner.check("knots", inner.method());
        }

        @Override
        public String method() {
            return "knots";
        }

        @Override
        public Weights weights() {
            return inner.weights();
        }
    }

    /**
     * LoRA, Core Space (Panariello et al., NeurIPS 2025): U_B are the left singular vectors of all B side by side, scales on them,
     * V_A the right ones of all A under each other; the members are merged by {@code inner} as the cores U_B' D_i V_A, which lose
     * nothing, and multiplied with both again. Weights mean what they mean to {@code inner}.
     *
     * @param inner a method that combines tensors one by one, {@code tsv-m} or {@code iso-c}
     */
    record CoreSpace(Merging inner) implements Merging {
        public CoreSpace {
            Inner.check("core-space", inner.method());
        }

        @Override
        public String method() {
            return "core-space";
        }

        @Override
        public Weights weights() {
            return inner.weights();
        }
    }

    /**
     * LoRA, TSV-Merge (Gargiulo et al., CVPR 2025): of each of T members' w_i D_i = U_i S_i V_i' the largest min(out, in) / T
     * singular values are kept; all U_i side by side, and all V_i, are replaced by the nearest matrices of orthonormal columns
     * (Procrustes); lambda times their product with all S_i. Weights are factors, divided by nothing.
     */
    record TsvM(Weights weights, BigDecimal lambda) implements Merging {
        @Override
        public String method() {
            return "tsv-m";
        }
    }

    /**
     * LoRA, Iso-C (Marczak et al., ICML 2025): lambda times the sum of w_i D_i with all its singular values replaced by their mean,
     * taken over the sum's own rank, since singular vectors of 0 are nobody's. Weights are factors, divided by nothing.
     */
    record IsoC(Weights weights, BigDecimal lambda) implements Merging {
        @Override
        public String method() {
            return "iso-c";
        }
    }

    /**
     * LoRA, Model Stock (Jang et al., ECCV 2024) about the base model, module by module: t times the weighted mean of the
     * updates, t = T c / (1 + (T - 1) c) for the mean c of the cosines of all pairs. A negative c is 0, so that no sign turns; an
     * update of 0 is at right angles to all. Weights are shares of the mean, at least 0, divided by their sum.
     */
    record ModelStock(Weights weights) implements Merging {
        @Override
        public String method() {
            return "model-stock";
        }
    }

    /**
     * LoRA-LEGO (Zhao et al., ICLR 2025): the pairs (row of A, column of B) of all members, the scale's root on both, are grouped
     * by k-means; a group's mean is scaled to the mean of its members' largest magnitudes, and B by the root of the members' mean
     * rank over the number of groups. Weights are shares in the means, at least 0; only their ratios count.
     *
     * @param rank number of groups, at most; empty for the members' largest rank
     * @param seed of the starts of k-means
     */
    record LoraLego(Weights weights, OptionalInt rank, long seed) implements Merging {
        public LoraLego {
            Densities.checkRank(rank);
        }

        @Override
        public String method() {
            return "lora-lego";
        }
    }
}
