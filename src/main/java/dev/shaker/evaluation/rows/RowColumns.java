package dev.shaker.evaluation.rows;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Where the header of a TSV or CSV file puts label and texts; other columns are passed over. */
record RowColumns(int label, int textA, int textB, int width) {
    static RowColumns ofHeader(List<String> header) throws BadRowException {
        int label = header.indexOf("label");
        int textA = header.indexOf("text_a");
        if (label < 0 || textA < 0) {
            throw new BadRowException(
                    "the header is " + header + " but needs the columns label, text_a and, for pairs, text_b");
        }
        return new RowColumns(label, textA, header.indexOf("text_b"), header.size());
    }

    /** A row may end before {@code text_b}: it is a single sentence then. */
    RowFields pick(List<String> fields) throws BadRowException {
        if (fields.size() > width) {
            throw new BadRowException("the row has " + fields.size() + " columns, the header " + width);
        }
        String b = textB < 0 ? null : field(fields, textB);
        return new RowFields(required(fields, label, "label"), required(fields, textA, "text_a"), b == null ? "" : b);
    }

    private static String required(List<String> fields, int at, String name) throws BadRowException {
        String value = field(fields, at);
        if (value == null) {
            throw new BadRowException("the column '" + name + "' is missing");
        }
        return value;
    }

    private static @Nullable String field(List<String> fields, int at) {
        return at < fields.size() ? fields.get(at) : null;
    }
}
