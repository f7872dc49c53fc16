package dev.shaker.evaluation.rows;

/**
 * One labelled text, or pair of texts, of a domain.
 *
 * @param label index into the domain's label list
 * @param textB the second text, empty for a single sentence
 */
public record Row(int label, String textA, String textB) {}
