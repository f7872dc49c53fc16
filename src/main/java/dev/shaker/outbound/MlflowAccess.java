package dev.shaker.outbound;

import java.net.URI;
import java.util.Optional;

import dev.shaker.event.VerdictReached;

/**
 * Where MLflow's registry is and what it is told.
 *
 * @param url its address, below which {@code /api/2.0/mlflow} lies
 * @param authorization value of the header of that name, empty where nobody asks for one
 * @param model name of the registered model; {@code {space}} stands for the verdict's space
 * @param policy whose verdicts are told; others are not
 * @param alias what the version that passes is called from then on, empty where nothing is
 */
public record MlflowAccess(URI url, Optional<String> authorization, String model, String policy,
        Optional<String> alias) {
    String modelOf(VerdictReached verdict) {
        return model.replace("{space}", verdict.space());
    }

    /** An address of the REST API, with its query. */
    URI at(String path) {
        String base = url.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/api/2.0/mlflow/"
                + path);
    }
}
