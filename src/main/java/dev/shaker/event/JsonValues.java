package dev.shaker.event;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Values that are JSON but nothing we could keep: the database knows no U+0000, a double no 1e400. */
final class JsonValues {
    private JsonValues() {
    }

    /** @throws ShakerException EVENT_INVALID with the field's path */
    static void checkStorable(JsonNode node, String path) {
        if (node.isTextual() && node.textValue().indexOf('\0') >= 0) {
            throw invalid(path, "has the character U+0000; remove it");
        }
        if (node.isNumber() && !isReasonable(node)) {
            throw invalid(path, "is a number outside the range of a double");
        }
        for (var field : node.properties()) {
            if (field.getKey().indexOf('\0') >= 0) {
                throw invalid(path, "has a field with the character U+0000 in its name; remove it");
            }
            checkStorable(field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey());
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkStorable(node.get(i), path + "[" + i + "]");
            }
        }
    }

    private static boolean isReasonable(JsonNode number) {
        double value = number.doubleValue();
        return Double.isFinite(value) && (value != 0 || number.decimalValue().signum() == 0)
                && Math.abs((long) number.decimalValue().scale()) <= 400;
    }

    private static ShakerException invalid(String path, String problem) {
        String field = path.isEmpty() ? "the data" : path;
        return new ShakerException(ErrorCode.EVENT_INVALID, field + " " + problem).with("field", path);
    }
}
