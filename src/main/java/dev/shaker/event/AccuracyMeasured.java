package dev.shaker.event;

import org.jspecify.annotations.Nullable;

/**
 * An evaluation has ended, well or badly. A mixture's comes a second time, complete, where the domain's own adapter alone is
 * measured later: the last one of an evaluation id counts.
 *
 * @param status {@code completed} or {@code failed}
 * @param accuracy correct / total
 * @param alone accuracy of the domain's own adapter on the same rows, null where not known yet
 * @param drop alone - accuracy, for mixtures
 * @param error only when failed
 */
public record AccuracyMeasured(String evaluationId, String space, String status, @Nullable String mixtureId,
        String adapterId, String domain, @Nullable Integer correct, @Nullable Integer total,
        @Nullable Double accuracy, @Nullable Double alone, @Nullable Double drop, @Nullable Double seconds,
        @Nullable String device, @Nullable Failure error) implements EventData {
    @Override
    public String key() {
        return space;
    }
}
