package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.tensor.JsonText;

/** One object of a request, read field by field; every complaint names the field's path. */
public record Fields(String prefix, JsonNode json) {
    /** Longer decimals would not survive being read as a double. */
    private static final int NUMBER_DIGITS = 15;

    public Fields {
        if (json.isMissingNode() || json.isNull()) {
            json = JsonText.object();
        }
        if (!json.isObject()) {
            throw MixtureErrors.invalid(prefix, prefix + " is " + json + "; an object is expected");
        }
    }

    String path(String field) {
        return prefix + "." + field;
    }

    boolean has(String field) {
        return json.hasNonNull(field);
    }

    Fields object(String field) {
        return new Fields(path(field), json.path(field));
    }

    String text(String field, String otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        if (!json.path(field).isTextual()) {
            throw wrong(field, "a text");
        }
        return json.path(field).textValue();
    }

    int integer(String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(field, "a whole number");
        }
        return value.intValue();
    }

    long longInteger(String field, long otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field, "a whole number");
        }
        return value.longValue();
    }

    boolean flag(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        if (!json.path(field).isBoolean()) {
            throw wrong(field, "true or false");
        }
        return json.path(field).booleanValue();
    }

    public BigDecimal decimal(String field, BigDecimal otherwise) {
        return has(field) ? decimal(field) : otherwise;
    }

    /** A number, or the text of one for decimals that a double cannot hold. */
    public BigDecimal decimal(String field) {
        JsonNode value = json.path(field);
        try {
            if (value.isNumber() || value.isTextual()) {
                BigDecimal decimal = new BigDecimal(value.asText());
                if (decimal.precision() <= 40 && Math.abs((long) decimal.scale()) <= 60) {
                    // 1.0 and 1 are one request, and one id.
                    return decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
                }
            }
        } catch (NumberFormatException notADecimal) {
            throw wrong(field, "a number");
        }
        throw wrong(field, "a number");
    }

    Iterable<JsonNode> list(String field) {
        if (!has(field)) {
            return List.of();
        }
        if (!json.path(field).isArray()) {
            throw wrong(field, "a list");
        }
        return json.path(field);
    }

    public static void put(ObjectNode json, String field, BigDecimal value) {
        BigDecimal plain = new BigDecimal(value.toPlainString());
        if (plain.precision() <= NUMBER_DIGITS && plain.scale() <= NUMBER_DIGITS) {
            json.put(field, plain);
        } else {
            json.put(field, plain.toPlainString());
        }
    }

    private RuntimeException wrong(String field, String expected) {
        String found = has(field) ? "is " + json.path(field) : "is missing";
        return MixtureErrors.invalid(path(field), path(field) + " " + found + "; " + expected + " is expected");
    }
}
