package dev.shaker.evaluation;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** What is done to the rows of an evaluation to make the evaluated adapter or mixture err. */
public sealed interface Attack {
    /** Rows as they are. */
    record None() implements Attack {}

    /**
     * The fast gradient sign method with full knowledge of the attacked model: every word embedding x becomes
     * {@code x + epsilon sign(dloss/dx)}, where the loss is the cross-entropy of the row's own label under the attacked
     * adapter or mixture and its head, and x is what the word embedding table gives, before positions, token types and norm.
     *
     * @param epsilon by how much each component moves, above 0; the paper has 0.01
     */
    record Fgsm(double epsilon) implements Attack {
        public Fgsm {
            if (!(epsilon > 0) || epsilon > Float.MAX_VALUE) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID,
                        "FGSM's epsilon is " + epsilon + "; a number above 0 is needed, 0.01 for instance")
                        .with("field", "epsilon");
            }
        }
    }
}
