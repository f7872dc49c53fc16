package dev.shaker.db;

import java.util.Map;
import java.util.TreeMap;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import org.jspecify.annotations.Nullable;

import dev.shaker.event.Json;

/** Maps of strings as JSON text, sorted by key. */
@Converter
public class StringMapConverter implements AttributeConverter<Map<String, String>, String> {
    private static final TypeReference<TreeMap<String, String>> TYPE = new TypeReference<>() {
    };

    @Override
    public String convertToDatabaseColumn(@Nullable Map<String, String> map) {
        try {
            return Json.mapper().writeValueAsString(map == null ? Map.of() : new TreeMap<>(map));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings that is no JSON", e);
        }
    }

    @Override
    public Map<String, String> convertToEntityAttribute(@Nullable String text) {
        try {
            return text == null ? new TreeMap<>() : Json.mapper().readValue(text, TYPE);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds a map that is no JSON: " + text, e);
        }
    }
}
