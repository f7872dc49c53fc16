package dev.shaker.pipeline;

/**
 * @param batchSize most rows of one forward pass
 */
public record EvaluationSettings(int batchSize) {}
