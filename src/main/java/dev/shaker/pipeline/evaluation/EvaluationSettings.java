package dev.shaker.pipeline.evaluation;

/**
 * @param batchSize most rows of one forward pass
 */
public record EvaluationSettings(int batchSize) {}
