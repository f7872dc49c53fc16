package dev.shaker.db;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Prompt;
import dev.shaker.event.Json;

/**
 * How a test split's rows are read and asked, as one column holds it: the format's name, which is no JSON object, or an object of
 * that name and the prompt.
 */
record PromptedFormat(String format, String template, List<String> continuations) {
    static String column(String format, @Nullable Prompt prompt) {
        try {
            return prompt == null
                    ? format
                    : Json.mapper().writeValueAsString(
                            new PromptedFormat(format, prompt.template(), prompt.continuations()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a prompt that is no JSON", e);
        }
    }

    /** The name alone, without a prompt. */
    static String format(String column) {
        return column.startsWith("{") ? read(column).format() : column;
    }

    static @Nullable Prompt prompt(String column) {
        if (!column.startsWith("{")) {
            return null;
        }
        PromptedFormat read = read(column);
        return new Prompt(read.template(), read.continuations());
    }

    private static PromptedFormat read(String column) {
        try {
            return Json.mapper().readValue(column, PromptedFormat.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds a prompt that is no JSON: " + column, e);
        }
    }
}
