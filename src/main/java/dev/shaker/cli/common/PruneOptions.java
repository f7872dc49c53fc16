package dev.shaker.cli.common;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How weights to drop are found. */
public final class PruneOptions {
    @Option(names = "--scope", paramLabel = "SCOPE", description = "Where the threshold holds: layer (default), block or global.")
    private @Nullable String scope;

    @Option(names = "--prune-score", paramLabel = "SCORE", description = "What weights are ranked by, the lowest dropped: magnitude (default), random, synflow (what flows "
            + "through a weight of a bottleneck or of LoRA) or consensus (magnitude times the share of members that agree "
            + "in sign).")
    private @Nullable String score;

    @Option(names = "--prune-rounds", paramLabel = "N", description = "For synflow: drop in N rounds, ranking anew what is left (default 1; 100 are usual).")
    private @Nullable Integer rounds;

    @Option(names = "--prune-seed", paramLabel = "SEED", description = "For random: of the draw (default 0).")
    private @Nullable Long seed;

    @Option(names = "--keep-biases", description = "Leave biases as they are; sparsity is that of the other weights.")
    private boolean keepBiases;

    public boolean isGiven() {
        return scope != null || score != null || rounds != null || seed != null || keepBiases;
    }

    /** The score, its parameters and what becomes of biases. */
    public void put(ObjectNode prune) {
        if (scope != null) {
            prune.put("scope", scope);
        }
        if (score != null) {
            prune.put("score", score);
        }
        if (rounds != null) {
            prune.put("rounds", rounds);
        }
        if (seed != null) {
            prune.put("seed", seed);
        }
        if (keepBiases) {
            prune.put("biases", "keep");
        }
    }
}
