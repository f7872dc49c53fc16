package dev.shaker.cli.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;

/** So many rows right of so many. */
public record Share(long correct, long rows) {
    double value() {
        return rows == 0 ? 0 : (double) correct / rows;
    }

    String text() {
        return Console.percent(value()) + " (" + correct + "/" + rows + ")";
    }

    ObjectNode document() {
        return Documents.object().put("correct", correct).put("rows", rows);
    }
}
