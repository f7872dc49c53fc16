package dev.shaker.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;

/**
 * The matrix of a space. Rows and columns are in the order of {@code domains}; a pair that cannot be compared is null.
 *
 * @param total parameters compared of each pair, missing without a comparable pair
 * @param fsd conflicts / total
 * @param fsdBothNonZero conflicts / bothNonZero
 * @param noSharedDirection pairs of domains whose FSD lies within 0.02 of one half
 */
public record FsdJson(String space, long generation, String basis, List<String> domains, List<String> adapters,
        List<List<@Nullable Long>> conflicts, List<List<@Nullable Long>> bothNonZero, @Nullable Long total,
        List<List<@Nullable Double>> fsd, List<List<@Nullable Double>> fsdBothNonZero, List<AverageJson> averages,
        List<List<String>> noSharedDirection) {
    /**
     * @param includingSelf the paper's mean, diagonal included
     * @param ofOthers the mean over the others, missing where nothing is comparable
     */
    public record AverageJson(String domain, double includingSelf, @Nullable Double ofOthers) {}

    static FsdJson of(String space, long generation, FsdMatrix matrix) {
        List<String> domains = new ArrayList<>();
        List<String> adapters = new ArrayList<>();
        List<AverageJson> averages = new ArrayList<>();
        List<List<String>> undirected = new ArrayList<>();
        Long total = null;
        for (int i = 0; i < matrix.size(); i++) {
            domains.add(matrix.entry(i).domain());
            adapters.add(matrix.entry(i).adapterId());
            averages.add(new AverageJson(matrix.entry(i).domain(), matrix.averageIncludingSelf(i).toDouble(),
                    matrix.averageOfOthers(i).map(Ratio::toDouble).orElse(null)));
            for (int j = 0; j < i; j++) {
                PairConflicts pair = matrix.pair(i, j).orElse(null);
                if (pair == null) {
                    continue;
                }
                total = pair.total();
                if (pair.noSharedDirection()) {
                    undirected.add(List.of(matrix.entry(j).domain(), matrix.entry(i).domain()));
                }
            }
        }
        return new FsdJson(space, generation, "factors", domains, adapters, cells(matrix, 0L, PairConflicts::conflicts),
                cells(matrix, null, PairConflicts::bothNonZero), total,
                cells(matrix, 0.0, pair -> pair.fsd().toDouble()),
                cells(matrix, 0.0, pair -> pair.fsdBothNonZero().toDouble()), averages, undirected);
    }

    private static <T> List<List<@Nullable T>> cells(FsdMatrix matrix, @Nullable T diagonal,
            Function<PairConflicts, T> value) {
        List<List<@Nullable T>> rows = new ArrayList<>();
        for (int i = 0; i < matrix.size(); i++) {
            List<@Nullable T> row = new ArrayList<>();
            for (int j = 0; j < matrix.size(); j++) {
                PairConflicts pair = i == j ? null : matrix.pair(i, j).orElse(null);
                row.add(i == j ? diagonal : pair == null ? null : value.apply(pair));
            }
            rows.add(row);
        }
        return rows;
    }
}
