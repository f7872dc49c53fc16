package dev.shaker.web.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.FsdAverage;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.DomainName;

/**
 * The matrix of a space. Rows and columns are in the order of {@code domains}; a pair that cannot be compared is null.
 *
 * @param basis {@code factors} or {@code update}
 * @param total weights compared of each pair; missing where pairs differ in it, and without a comparable pair
 * @param fsd conflicts / total
 * @param fsdBothNonZero conflicts / bothNonZero
 * @param noSharedDirection pairs of domains whose FSD lies within 0.02 of one half
 * @param inert domains whose adapters change nothing: they are in no mean but their own
 */
public record FsdJson(String space, long generation, String basis, List<String> domains, List<String> adapters,
        List<List<@Nullable Long>> conflicts, List<List<@Nullable Long>> bothNonZero, @Nullable Long total,
        List<List<@Nullable Double>> fsd, List<List<@Nullable Double>> fsdBothNonZero, List<AverageJson> averages,
        List<List<String>> noSharedDirection, List<String> inert) {
    /**
     * @param includingSelf the paper's mean, diagonal included
     * @param ofOthers the mean over the others, missing where nothing is comparable
     */
    public record AverageJson(String domain, double includingSelf, @Nullable Double ofOthers) {}

    static FsdJson of(String space, long generation, Basis basis, FsdMatrix matrix, Set<DomainName> inert) {
        List<String> domains = new ArrayList<>();
        List<String> adapters = new ArrayList<>();
        List<AverageJson> averages = new ArrayList<>();
        List<List<String>> undirected = new ArrayList<>();
        Set<Long> totals = new HashSet<>();
        for (int i = 0; i < matrix.size(); i++) {
            domains.add(matrix.entry(i).domain().name());
            adapters.add(matrix.entry(i).adapterId().hex());
            FsdAverage average = matrix.without(inert, matrix.average(i));
            averages.add(new AverageJson(matrix.entry(i).domain().name(), average.includingSelf().toDouble(),
                    average.ofOthers().map(Ratio::toDouble).orElse(null)));
            for (int j = 0; j < i; j++) {
                PairConflicts pair = matrix.pair(i, j).orElse(null);
                if (pair == null) {
                    continue;
                }
                totals.add(pair.total());
                if (pair.noSharedDirection()) {
                    undirected.add(List.of(matrix.entry(j).domain().name(), matrix.entry(i).domain().name()));
                }
            }
        }
        Long total = totals.size() == 1 ? totals.iterator().next() : null;
        return new FsdJson(space, generation, basis.wire(), domains, adapters,
                cells(matrix, 0L, PairConflicts::conflicts),
                cells(matrix, null, PairConflicts::bothNonZero), total,
                cells(matrix, 0.0, pair -> pair.fsd().toDouble()),
                cells(matrix, 0.0, pair -> pair.fsdBothNonZero().toDouble()), averages, undirected,
                DomainName.texts(
                        matrix.entries().stream().map(FsdMatrix.Entry::domain).filter(inert::contains).toList()));
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
