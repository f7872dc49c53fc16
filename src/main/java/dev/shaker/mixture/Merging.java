package dev.shaker.mixture;

/** How the members, pruned, become one body. Every method takes weights. */
public sealed interface Merging {
    /** The name on the wire, {@code mean}. */
    String method();

    Weights weights();

    /** How LoRA factors are aligned first; NONE for bottlenecks. */
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
}
