package dev.shaker.evaluation.rows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;

/** Takes one record of a file apart. */
final class RowSyntax {
    private RowSyntax() {
    }

    static List<String> tabs(String record) {
        List<String> fields = new ArrayList<>(3);
        int from = 0;
        for (int tab = record.indexOf('\t'); tab >= 0; tab = record.indexOf('\t', from)) {
            fields.add(record.substring(from, tab));
            from = tab + 1;
        }
        fields.add(record.substring(from));
        return fields;
    }

    /**
     * RFC 4180, section 2, and nothing else. Not read by jackson-dataformat-csv: that takes a quote inside an unquoted field for
     * text, and a file that is quoted wrongly must be refused with its line and column instead of being half understood.
     */
    static List<String> commas(String record) throws BadRowException {
        List<String> fields = new ArrayList<>(3);
        StringBuilder field = new StringBuilder();
        int i = 0;
        while (true) {
            field.setLength(0);
            if (i < record.length() && record.charAt(i) == '"') {
                i = quoted(record, i + 1, field);
            } else {
                while (i < record.length() && record.charAt(i) != ',') {
                    if (record.charAt(i) == '"') {
                        throw new BadRowException("a quote inside a field that is not quoted, column " + (i + 1));
                    }
                    field.append(record.charAt(i++));
                }
            }
            fields.add(field.toString());
            if (i == record.length()) {
                return fields;
            }
            if (record.charAt(i) != ',') {
                throw new BadRowException("text after a closing quote, column " + (i + 1));
            }
            i++;
        }
    }

    private static int quoted(String record, int from, StringBuilder field) throws BadRowException {
        int i = from;
        while (i < record.length()) {
            char c = record.charAt(i++);
            if (c != '"') {
                field.append(c);
            } else if (i < record.length() && record.charAt(i) == '"') {
                field.append('"');
                i++;
            } else {
                return i;
            }
        }
        throw new BadRowException("a quote is not closed");
    }

    static RowFields json(String record) throws BadRowException {
        JsonNode node;
        try {
            node = JsonText.parse(ErrorCode.DATA_ROW_INVALID, "row", record.getBytes(StandardCharsets.UTF_8));
        } catch (ShakerException e) {
            throw new BadRowException("no valid JSON");
        }
        if (!node.isObject()) {
            throw new BadRowException("no JSON object");
        }
        JsonNode label = node.path("label");
        if (!label.isTextual() && !label.isIntegralNumber()) {
            throw new BadRowException("'label' must be an index or a name");
        }
        return new RowFields(label.asText(), text(node, "text_a", true), text(node, "text_b", false));
    }

    private static String text(JsonNode node, String name, boolean required) throws BadRowException {
        JsonNode value = node.path(name);
        if (!required && (value.isMissingNode() || value.isNull())) {
            return "";
        }
        if (!value.isTextual()) {
            throw new BadRowException("'" + name + "' must be a string");
        }
        return value.textValue();
    }
}
