package dev.shaker.web.api;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.web.lists.Csv;

/** The matrix as CSV: a header of domains and one line a domain, FSD as decimals, an empty cell where not comparable. */
final class FsdCsv {
    private FsdCsv() {
    }

    static String of(FsdJson matrix) {
        List<List<@Nullable Object>> lines = new ArrayList<>();
        lines.add(line("domain", matrix.domains()));
        for (int i = 0; i < matrix.domains().size(); i++) {
            lines.add(line(matrix.domains().get(i), matrix.fsd().get(i)));
        }
        return Csv.text(lines);
    }

    private static List<@Nullable Object> line(String name, List<? extends @Nullable Object> cells) {
        List<@Nullable Object> line = new ArrayList<>(cells.size() + 1);
        line.add(name);
        line.addAll(cells);
        return line;
    }
}
