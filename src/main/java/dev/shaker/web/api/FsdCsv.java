package dev.shaker.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The matrix as CSV (RFC 4180): a header of domains and one line a domain, FSD as decimals, an empty cell where not comparable. */
final class FsdCsv {
    private FsdCsv() {
    }

    static String of(FsdJson matrix) {
        StringBuilder text = new StringBuilder("domain");
        for (String domain : matrix.domains()) {
            text.append(',').append(quoted(domain));
        }
        text.append("\r\n");
        for (int i = 0; i < matrix.domains().size(); i++) {
            text.append(quoted(matrix.domains().get(i)));
            List<@Nullable Double> row = matrix.fsd().get(i);
            for (Double value : row) {
                text.append(',').append(value == null ? "" : value.toString());
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
