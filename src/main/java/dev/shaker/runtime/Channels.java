package dev.shaker.runtime;

/** Names of the incoming channels; their settings are {@code mp.messaging.incoming.<name>.*}. */
public final class Channels {
    public static final String TRAIN_COMPLETED = "train_completed";
    public static final String ADAPTER_WITHDRAWN = "adapter_withdrawn";
    public static final String MIXTURE_REQUEST = "mixture_request";
    public static final String EVALUATION_REQUEST = "evaluation_request";
    public static final String EVALUATION_MEASURED = "evaluation_measured";
    public static final String SWEEP_REQUEST = "sweep_request";
    public static final String GUIDED_REQUEST = "guided_request";
    public static final String VERDICT_WEBHOOK = "verdict_webhook";
    public static final String VERDICT_MLFLOW = "verdict_mlflow";
    public static final String RESULTS = "results";

    private Channels() {
    }
}
