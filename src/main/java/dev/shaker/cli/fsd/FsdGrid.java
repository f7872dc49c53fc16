package dev.shaker.cli.fsd;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;

/** The matrix for people: the lower triangle, columns by number, in the order the adapters came. */
public final class FsdGrid {
    private static final int CELL = 5;

    private final Console console;
    private int nameWidth;

    /** @param domains all that may come, for the width of the first column */
    public FsdGrid(Console console, List<String> domains) {
        this.console = console;
        for (String domain : domains) {
            nameWidth = Math.max(nameWidth, domain.length());
        }
    }

    public void header(int columns) {
        StringBuilder line = new StringBuilder(" ".repeat(nameWidth + 4));
        for (int c = 1; c <= columns; c++) {
            line.append(String.format(java.util.Locale.ROOT, "%" + (CELL + 1) + "d", c));
        }
        console.print(console.bold(line.toString().stripTrailing()));
    }

    /**
     * One row: a domain against those before it.
     *
     * @param matrix the instance's matrix document
     * @param order domains in the order of rows
     */
    public void row(JsonNode matrix, List<String> order, int row) {
        List<String> domains = Documents.texts(matrix.path("domains"));
        JsonNode values = matrix.path("fsd").path(domains.indexOf(order.get(row)));
        StringBuilder line = new StringBuilder(
                String.format(java.util.Locale.ROOT, "%2d  %-" + nameWidth + "s", row + 1, order.get(row)));
        for (int c = 0; c < row; c++) {
            JsonNode value = values.path(domains.indexOf(order.get(c)));
            line.append(' ').append(value.isNumber()
                    ? console.heat(Console.decimal(value.asDouble(), CELL - 2), value.asDouble())
                    : "    -");
        }
        console.print(line.toString().stripTrailing());
    }
}
