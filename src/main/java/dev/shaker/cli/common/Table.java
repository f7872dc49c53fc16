package dev.shaker.cli.common;

import java.util.ArrayList;
import java.util.List;

/** Text in columns: as wide as needed, numbers to the right, no trailing blanks. */
public final class Table {
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    public Table left(String title) {
        columns.add(new Column(title, false));
        return this;
    }

    public Table right(String title) {
        columns.add(new Column(title, true));
        return this;
    }

    /** @throws IllegalArgumentException unless there is a cell for each column */
    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public void print(Console console) {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = columns.get(c).title().length();
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        console.print(console.bold(line(columns.stream().map(Column::title).toList(), widths)));
        for (List<String> row : rows) {
            console.print(line(row, widths));
        }
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String blanks = " ".repeat(widths[c] - cells.get(c).length());
            line.append(c == 0 ? "" : "  ");
            line.append(columns.get(c).right() ? blanks + cells.get(c) : cells.get(c) + blanks);
        }
        return line.toString().stripTrailing();
    }

    private record Column(String title, boolean right) {}
}
