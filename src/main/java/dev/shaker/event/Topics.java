package dev.shaker.event;

import java.util.List;

/** Names of all topics: the one place. Manifests of the same names are in {@code kafka-topics/}. */
public final class Topics {
    public static final String TRAIN_COMPLETED = "shaker.train-completed";
    public static final String ADAPTER_WITHDRAWN = "shaker.adapter-withdrawn";
    public static final String ADAPTER_REJECTED = "shaker.adapter-rejected";
    public static final String FSD_UPDATED = "shaker.fsd-updated";
    public static final String MIXTURE_REQUEST = "shaker.mixture-request";
    public static final String MIXTURE_READY = "shaker.mixture-ready";
    public static final String MIXTURE_FAILED = "shaker.mixture-failed";
    public static final String EVALUATION_REQUEST = "shaker.evaluation-request";
    public static final String EVALUATION_MEASURED = "shaker.evaluation-measured";
    public static final String ACCURACY = "shaker.accuracy";
    public static final String VERDICT = "shaker.verdict";
    public static final String SWEEP_REQUEST = "shaker.sweep-request";
    public static final String SWEEP_PROGRESS = "shaker.sweep-progress";
    public static final String GUIDED_REQUEST = "shaker.guided-request";
    public static final String GUIDED_PROGRESS = "shaker.guided-progress";
    public static final String GUIDED_READY = "shaker.guided-ready";

    /** Topics that have a dead letter queue: those that are worked, not only shown. */
    public static final List<String> WORKED = List.of(TRAIN_COMPLETED, ADAPTER_WITHDRAWN, MIXTURE_REQUEST,
            EVALUATION_REQUEST, EVALUATION_MEASURED, SWEEP_REQUEST, GUIDED_REQUEST, VERDICT);

    private Topics() {
    }

    /** Where the bytes of unreadable records of a topic go. */
    public static String deadLetter(String topic) {
        return topic + ".dlq";
    }
}
