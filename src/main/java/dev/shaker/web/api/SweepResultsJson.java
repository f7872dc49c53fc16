package dev.shaker.web.api;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** One line a result; members stand in one field with blanks between them. */
    String csv() {
        List<List<@Nullable Object>> lines = new ArrayList<>();
        lines.add(List.of("sparsity", "members", "size", "domain", "correct", "total", "accuracy",
                "correct_under_attack"));
        for (Result result : results) {
            lines.add(Arrays.asList(result.sparsity(), String.join(" ", result.members()), result.members().size(),
                    result.domain(), result.correct(), result.total(), result.accuracy(),
                    result.correctUnderAttack()));
        }
        return Csv.text(lines);
    }
}
