package dev.shaker.event;

import java.util.List;

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
 * @param underAttack for an evaluation under attack: all other figures are of the rows as they are
 * @param engine who measured it, null for Shaker itself
 * @param metrics further figures of that engine
 */
public record AccuracyMeasured(String evaluationId, String space, String status, @Nullable String mixtureId,
        String adapterId, String domain, @Nullable Integer correct, @Nullable Integer total,
        @Nullable Double accuracy, @Nullable Double alone, @Nullable Double drop, @Nullable Double seconds,
        @Nullable String device, @Nullable Failure error, @Nullable UnderAttack underAttack,
        @Nullable String engine, @Nullable List<EvaluationMeasured.Metric> metrics) implements EventData {
    /**
     * How it fared under attack.
     *
     * @param correct rows classified right under attack, null when failed
     * @param accuracy correct / total of the rows
     * @param alone accuracy of the domain's own adapter under the same attack, null where not known yet
     * @param drop alone - accuracy, both under attack, for mixtures
     * @param wordsChanged words that were replaced in the rows that fool, for attacks on texts
     * @param words all words of the attacked texts of those rows
     * @param queries rows that the model was asked to classify
     */
    public record UnderAttack(AttackRequested attack, @Nullable Integer correct, @Nullable Double accuracy,
            @Nullable Double alone, @Nullable Double drop, @Nullable Long wordsChanged, @Nullable Long words,
            @Nullable Long queries) {}

    @Override
    public String key() {
        return space;
    }
}
