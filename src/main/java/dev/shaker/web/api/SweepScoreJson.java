package dev.shaker.web.api;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.Listings.SweepScore;
import dev.shaker.web.lists.CsvTable;

/**
 * What one subset of a sweep gets right on one of its domains.
 *
 * @param members of the subset whose mean was evaluated on {@code domain}
 * @param correctUnderAttack rows right under the sweep's attack, absent where it has none
 */
public record SweepScoreJson(BigDecimal sparsity, List<String> members, String domain, int correct, int total,
        double accuracy, @Nullable Integer correctUnderAttack) {
    static final CsvTable<SweepScoreJson> CSV = CsvTable.begin("sparsity", SweepScoreJson::sparsity)
            .with("members", SweepScoreJson::members).with("size", score -> score.members().size())
            .with("domain", SweepScoreJson::domain).with("correct", SweepScoreJson::correct)
            .with("total", SweepScoreJson::total).with("accuracy", SweepScoreJson::accuracy)
            .with("correct_under_attack", SweepScoreJson::correctUnderAttack);

    static SweepScoreJson of(SweepScore score) {
        return new SweepScoreJson(score.sparsity(), DomainName.texts(score.members()), score.domain().name(),
                score.correct(), score.total(),
                (double) score.correct() / score.total(), score.attacked());
    }
}
