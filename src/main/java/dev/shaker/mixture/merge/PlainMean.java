package dev.shaker.mixture.merge;

import java.util.List;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.TensorSetConfig;
import dev.shaker.mixture.spec.Alignment;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.Pruning;

/**
 * What holds for methods whose tensors are no updates from 0: IA3's factors rest at 1, DoRA's magnitudes at the base model's norms, a
 * prompt nowhere. Their weighted mean is defined; sums, elections, products and values that are dropped are not.
 */
public final class PlainMean {
    private PlainMean() {
    }

    /** @throws dev.shaker.error.ShakerException {@code MERGE_METHOD_UNSUITABLE} */
    public static void require(AdapterMethod method, Merging merging) {
        if (isSet(method) && (!(merging instanceof Merging.Mean) || merging.align() != Alignment.NONE)) {
            throw MixtureErrors.unsuitable(merging.method(), "the members are " + method.wire()
                    + " adapters, whose tensors are no updates that could be added, elected or factored; use 'mean'"
                    + " without 'align'");
        }
    }

    /** @throws dev.shaker.error.ShakerException {@code MERGE_METHOD_UNSUITABLE} */
    public static void require(AdapterMethod method, Pruning pruning) {
        if (isSet(method) && !pruning.keepsAll()) {
            throw MixtureErrors.unsuitable("prune", "the members are " + method.wire()
                    + " adapters, and a value of theirs that is set to 0 is no change left out; leave 'prune' out");
        }
    }

    static void requireWeights(List<BodyPart> members) {
        if (!(members.getFirst().config() instanceof TensorSetConfig set)) {
            return;
        }
        double total = 0;
        for (BodyPart member : members) {
            total += member.weight().doubleValue();
            if (member.weight().signum() < 0) {
                throw MixtureErrors.invalid("merge.weights", "the members are " + set.method().wire()
                        + " adapters, of which a negative share has no meaning; give weights of at least 0");
            }
        }
        if (total == 0) {
            throw MixtureErrors.invalid("merge.weights", "all weights are 0; give one of them a share");
        }
    }

    private static boolean isSet(AdapterMethod method) {
        return switch (method) {
            case HOULSBY, PFEIFFER, LORA -> false;
            default -> true;
        };
    }
}
