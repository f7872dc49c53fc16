package dev.shaker.guided;

import java.util.BitSet;

/**
 * One mixture on the rows of a batch.
 *
 * @param logits [rows, classes] row-major; empty where they were not kept, which leaves the surrogate without them
 * @param right whose bit is set for each row that was classified as its label says, by place in the batch
 */
public record RowAnswers(float[] logits, BitSet right) {}
