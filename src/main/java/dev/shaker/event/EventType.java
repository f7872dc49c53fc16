package dev.shaker.event;

import java.util.Optional;

/** The events of Shaker: CloudEvents type, topic and the record that holds the data. */
public enum EventType {
    TRAIN_COMPLETED("train-completed", TrainCompleted.class), ADAPTER_WITHDRAWN("adapter-withdrawn",
            AdapterWithdrawn.class), ADAPTER_REJECTED("adapter-rejected", AdapterRejected.class), FSD_UPDATED(
                    "fsd-updated", FsdUpdated.class), FSD_UPDATED_V2("fsd-updated", 2,
                            FsdUpdatedV2.class), MIXTURE_REQUEST("mixture-request",
                                    MixtureRequested.class), MIXTURE_READY("mixture-ready",
                                            MixtureReady.class), MIXTURE_FAILED("mixture-failed",
                                                    MixtureFailed.class), EVALUATION_REQUEST("evaluation-request",
                                                            EvaluationRequested.class), EVALUATION_MEASURED(
                                                                    "evaluation-measured",
                                                                    EvaluationMeasured.class), ACCURACY("accuracy",
                                                                            AccuracyMeasured.class), SWEEP_REQUEST(
                                                                                    "sweep-request",
                                                                                    SweepRequested.class), SWEEP_PROGRESS(
                                                                                            "sweep-progress",
                                                                                            SweepProgressed.class), VERDICT(
                                                                                                    "verdict",
                                                                                                    VerdictReached.class), GUIDED_REQUEST(
                                                                                                            "guided-request",
                                                                                                            GuidedRequested.class), GUIDED_PROGRESS(
                                                                                                                    "guided-progress",
                                                                                                                    GuidedProgressed.class), GUIDED_READY(
                                                                                                                            "guided-ready",
                                                                                                                            GuidedReady.class);

    private final String event;
    private final int version;
    private final Class<? extends EventData> data;

    EventType(String event, Class<? extends EventData> data) {
        this(event, 1, data);
    }

    EventType(String event, int version, Class<? extends EventData> data) {
        this.event = event;
        this.version = version;
        this.data = data;
    }

    /** {@code dev.shaker.<event>.v1}: a change that would break a consumer is another version, on the same topic. */
    public String cloudEventsType() {
        return "dev.shaker." + event + ".v" + version;
    }

    /** The schema's file on the class path, {@code schemas/train-completed.v1.json}. */
    public String schema() {
        return "schemas/" + event + ".v" + version + ".json";
    }

    public String topic() {
        return "shaker." + event;
    }

    /** The event's short name, {@code train-completed}. */
    public String shortName() {
        return event;
    }

    public Class<? extends EventData> data() {
        return data;
    }

    public static Optional<EventType> of(String cloudEventsType) {
        for (EventType type : values()) {
            if (type.cloudEventsType().equals(cloudEventsType)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    public static EventType of(EventData data) {
        for (EventType type : values()) {
            if (type.data.isInstance(data)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no event type for " + data.getClass());
    }
}
