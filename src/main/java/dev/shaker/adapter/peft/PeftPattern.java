package dev.shaker.adapter.peft;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import dev.shaker.adapter.format.ConfigReader;

/**
 * {@code rank_pattern} or {@code alpha_pattern}: a regular expression that must match a module's name, or its end from a dot on;
 * the first that matches counts (PEFT's {@code get_pattern_key}).
 */
final class PeftPattern {
    private final Map<Pattern, Double> values = new LinkedHashMap<>();

    PeftPattern(ConfigReader config, String field) {
        if (!config.has(field)) {
            return;
        }
        config.object(field).root().properties().forEach(entry -> {
            boolean rank = field.equals("rank_pattern");
            var value = entry.getValue();
            if (!value.isNumber() || (rank && (!value.canConvertToExactIntegral() || value.asInt() <= 0))) {
                throw config.invalid(field, "expects " + (rank ? "whole numbers above 0" : "numbers"));
            }
            values.put(compile(config, field, "(.*\\.)?(" + entry.getKey() + ")$"), value.doubleValue());
        });
    }

    double value(String module, double otherwise) {
        for (var entry : values.entrySet()) {
            if (entry.getKey().matcher(module).lookingAt()) {
                return entry.getValue();
            }
        }
        return otherwise;
    }

    static Pattern compile(ConfigReader config, String field, String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw config.invalid(field, "expects regular expressions: " + e.getDescription());
        }
    }
}
