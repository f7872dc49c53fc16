package dev.shaker.evaluation;

/** How far an evaluation has come. */
public enum EvaluationStatus {
    REQUESTED, COMPLETED, FAILED
}
