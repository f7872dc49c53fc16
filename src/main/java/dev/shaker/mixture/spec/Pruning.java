package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalInt;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.error.Wire;

/**
 * Pruning of the members before they are merged (Alg. 2), of chosen layers only where {@code layers} is given (Alg. 4): the
 * weights of lowest score are dropped.
 *
 * @param sparsity the fraction of weights to drop, in [0, 1]; a decimal, so that 0.29 of 100 is 29
 * @param scope what a threshold is computed over
 * @param layers m of Alg. 4: in each member only the m layers of highest mean FSD are pruned; empty for all
 * @param against whom that mean FSD is taken against
 * @param score what weights are ranked by
 * @param biases what becomes of biases
 */
public record Pruning(BigDecimal sparsity, Scope scope, OptionalInt layers, Against against, PruneScore score,
        Biases biases) {
    public static final Pruning NONE = of(BigDecimal.ZERO);

    /** The set of weights that one threshold ranks. */
    public enum Scope {
        /** Each tensor by itself. */
        LAYER,
        /** All tensors of one adapter module together. */
        BLOCK,
        /** All pruned tensors of the adapter together. */
        GLOBAL;

        public String wire() {
            return Wire.name(this);
        }

        /** @throws ShakerException {@code MIXTURE_REQUEST_INVALID} */
        public static Scope parse(String wire) {
            return Choices.parse(Scope.class, "prune.scope", wire);
        }
    }

    /** Whose layers count in Alg. 4. */
    public enum Against {
        /** The other members of the mixture. */
        SELECTED,
        /** All other adapters of the space. */
        ALL;

        public String wire() {
            return Wire.name(this);
        }

        /** @throws ShakerException {@code MIXTURE_REQUEST_INVALID} */
        public static Against parse(String wire) {
            return Choices.parse(Against.class, "prune.against", wire);
        }
    }

    /** Whether biases are weights like others. */
    public enum Biases {
        /** Every tensor is pruned, as in Alg. 2. */
        PRUNE,
        /** Biases stay as they are, as SparseAdapter (He et al. 2022) has it; sparsity is that of the other tensors. */
        KEEP;

        public String wire() {
            return Wire.name(this);
        }

        /** @throws ShakerException {@code MIXTURE_REQUEST_INVALID} */
        public static Biases parse(String wire) {
            return Choices.parse(Biases.class, "prune.biases", wire);
        }
    }

    /** @throws ShakerException {@code SPARSITY_OUT_OF_RANGE}, {@code MIXTURE_REQUEST_INVALID} */
    public Pruning {
        if (sparsity.signum() < 0 || sparsity.compareTo(BigDecimal.ONE) > 0) {
            throw new ShakerException(ErrorCode.SPARSITY_OUT_OF_RANGE,
                    "sparsity " + sparsity.toPlainString() + " is not in [0, 1]; 0.4 drops 40 % of the weights")
                    .with("field", "prune.sparsity").with("sparsity", sparsity.toPlainString());
        }
        if (layers.isPresent() && layers.getAsInt() < 1) {
            throw MixtureErrors.invalid("prune.layers",
                    layers.getAsInt() + " layers to prune; give at least 1, or leave it out to prune all");
        }
        sparsity = sparsity.signum() == 0 ? BigDecimal.ZERO : sparsity.stripTrailingZeros();
    }

    /** Every tensor of every member at one sparsity, by magnitude. */
    public static Pruning of(BigDecimal sparsity) {
        return of(sparsity, Scope.LAYER);
    }

    /** Every tensor of every member, by magnitude. */
    public static Pruning of(BigDecimal sparsity, Scope scope) {
        return new Pruning(sparsity, scope, OptionalInt.empty(), Against.SELECTED, PruneScore.MAGNITUDE, Biases.PRUNE);
    }

    /** The same at another sparsity. */
    public Pruning at(BigDecimal other) {
        return new Pruning(other, scope, layers, against, score, biases);
    }

    /** @throws ShakerException {@code MIXTURE_REQUEST_INVALID} where the score is of several members and there is one */
    public void requireMembers(int members) {
        if (!keepsAll() && members < 2 && score instanceof PruneScore.Consensus) {
            throw MixtureErrors.invalid("prune.score",
                    "score 'consensus' is the share of members that agree in sign, and"
                            + " a mixture of one has nobody to agree with: mix two or more, or use 'magnitude'");
        }
    }

    /** Whether nothing is dropped at all. */
    public boolean keepsAll() {
        return sparsity.signum() == 0;
    }

    /** How many of n weights are to be dropped: floor(s n), exact. */
    public long dropped(long n) {
        return dropped(sparsity, n);
    }

    public static long dropped(BigDecimal sparsity, long n) {
        return sparsity.multiply(BigDecimal.valueOf(n)).setScale(0, RoundingMode.FLOOR).longValueExact();
    }
}
