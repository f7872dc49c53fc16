package dev.shaker.web.api;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.sweep.SweepTable;

/** Everything a sweep has measured, as JSON or CSV. */
public record SweepResultsJson(String sweepId, List<Result> results) {
    /**
     * @param members of the subset whose mean was evaluated on {@code domain}
     * @param correctUnderAttack rows right under the sweep's attack, absent where it has none
     */
    public record Result(BigDecimal sparsity, List<String> members, String domain, int correct, int total,
            double accuracy, @Nullable Integer correctUnderAttack) {}

    static SweepResultsJson of(String sweep, SortedMap<BigDecimal, SweepTable> tables) {
        List<Result> results = new ArrayList<>();
        tables.forEach((sparsity, table) -> {
            for (SweepTable.Score score : table.scores()) {
                results.add(new Result(sparsity, table.names(score.subset()), table.domains().get(score.domain()),
                        score.correct(), score.total(), score.accuracy(), score.attacked()));
            }
        });
        return new SweepResultsJson(sweep, results);
    }

    /** One line a result; names of domains hold neither blanks nor commas. */
    String csv() {
        StringBuilder text = new StringBuilder(
                "sparsity,members,size,domain,correct,total,accuracy,correct_under_attack\r\n");
        for (Result result : results) {
            text.append(result.sparsity().toPlainString()).append(',').append(String.join(" ", result.members()))
                    .append(',').append(result.members().size()).append(',').append(result.domain()).append(',')
                    .append(result.correct()).append(',').append(result.total()).append(',').append(result.accuracy())
                    .append(',').append(result.correctUnderAttack() == null ? "" : result.correctUnderAttack())
                    .append("\r\n");
        }
        return text.toString();
    }
}
