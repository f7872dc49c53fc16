package dev.shaker.adapter.peft;

import java.util.LinkedHashMap;
import java.util.Map;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import dev.shaker.adapter.format.ConfigReader;

/**
 * {@code rank_pattern} or {@code alpha_pattern}: a regular expression that must match a module's name, or its end from a dot on;
 * the first that matches counts (PEFT's {@code get_pattern_key}).
 */
final class PeftPattern {
    private static final int MAX_LENGTH = 100_000;
    /** Look-ahead, look-behind, conditionals, atomic groups, possessive repetition, references to a group. */
    private static final Pattern BACKTRACKING = Pattern
            .compile("(?:^|[^\\\\])(?:\\\\\\\\)*(?:\\(\\?(?:=|!|<=|<!|\\(|>|P=)|\\\\[1-9]|[*+?}]\\+)");

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

    /** What Python writes otherwise than RE2: the end of the text is {@code \\Z}, and {@code {,n}} begins at 0. */
    private static String translated(String expression) {
        StringBuilder text = new StringBuilder(expression.length());
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\' && i + 1 < expression.length()) {
                char escaped = expression.charAt(++i);
                text.append(c).append(escaped == 'Z' ? 'z' : escaped);
            } else if (c == '{' && expression.startsWith("{,", i)) {
                text.append("{0");
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /**
     * Compiles an expression of a foreign file. RE2 matches in linear time whatever the expression, and reads Python's syntax but
     * for what needs backtracking.
     */
    static Pattern compile(ConfigReader config, String field, String expression) {
        if (expression.length() > MAX_LENGTH) {
            throw config.unsupported(field, "holds a regular expression of " + expression.length()
                    + " characters, at most " + MAX_LENGTH + " are read; list the names of the modules instead");
        }
        if (BACKTRACKING.matcher(expression).find()) {
            throw config.unsupported(field, "holds the regular expression '" + expression
                    + "', which looks around or back; such expressions are not read, because matching them may take for ever:"
                    + " list the names of the modules instead");
        }
        try {
            return Pattern.compile(translated(expression));
        } catch (PatternSyntaxException e) {
            throw config.invalid(field, "expects regular expressions: " + e.getDescription() + " at '" + e.getPattern()
                    + "'; list the names of the modules instead");
        }
    }
}
