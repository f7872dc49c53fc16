package dev.shaker.evaluation;

import dev.shaker.evaluation.rows.Row;

/**
 * A rewritten row that fools a subject which classified the row right.
 *
 * @param row its place in the file, from 0
 * @param original the row as it is
 * @param changed the row as rewritten, with the same label
 * @param predicted what the subject takes it for
 * @param wordsChanged how many words were replaced
 * @param similarity cosine between the embeddings of the two texts
 */
public record Adversary(int row, Row original, Row changed, int predicted, int wordsChanged, double similarity) {}
