package dev.shaker.evaluation.sweep;

import java.math.BigDecimal;

import dev.shaker.tensor.Sha256;

/**
 * A part of a sweep that one worker evaluates at a stretch.
 *
 * @param evaluations (subset, target) pairs in it
 */
public record SweepShard(BigDecimal sparsity, SubsetBlock block, int evaluations) {
    /** From the content: the same part of the same sweep has the same id whoever plans it. */
    public String id(String sweep) {
        Sha256 digest = new Sha256().update("sweep shard 1\n").update(sweep.length() + " " + sweep + "\n")
                .update(sparsity.toPlainString() + "\n");
        switch (block) {
            case SubsetBlock.Range(int size, long first, long last) ->
                digest.update("range " + size + " " + first + " " + last);
            case SubsetBlock.Picked(var masks) -> digest.update("picked " + masks);
        }
        return digest.hex();
    }
}
