package dev.shaker.event;

import org.jspecify.annotations.Nullable;

/**
 * One piece of work for an evaluator.
 *
 * @param evaluationId from what is evaluated: the same work twice has the same id
 * @param mixtureId the mixture, or null for the domain's own adapter alone
 * @param adapterId the domain's own adapter
 * @param split {@code test}
 */
public record EvaluationRequested(String evaluationId, String space, @Nullable String mixtureId, String adapterId,
        String domain, @Nullable String split, @Nullable Integer rowLimit) implements EventData {
    @Override
    public String key() {
        return evaluationId;
    }
}
