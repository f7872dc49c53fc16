package dev.shaker.event;

/** The data of an event; its type, topic and key are those of {@link EventType}. */
public sealed interface EventData
        permits TrainCompleted, AdapterWithdrawn, AdapterRejected, FsdUpdated, FsdUpdatedV2, MixtureRequested,
        MixtureReady,
        MixtureFailed, EvaluationRequested, EvaluationMeasured, AccuracyMeasured, SweepRequested, SweepProgressed,
        VerdictReached, GuidedRequested, GuidedProgressed, GuidedReady {
    /** The record key: the space, or the evaluation's id for an evaluation request and for what answers it, so that work spreads. */
    String key();
}
