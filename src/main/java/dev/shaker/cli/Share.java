package dev.shaker.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** So many rows right of so many. */
record Share(long correct, long rows) {
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
