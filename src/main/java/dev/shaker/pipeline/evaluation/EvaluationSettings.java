package dev.shaker.pipeline.evaluation;

/**
 * @param batchSize most rows of one forward pass
 * @param precision numbers that weights and activations are held in; part of what is asked for, and so of the evaluation's id
 */
public record EvaluationSettings(int batchSize, String precision) {}
