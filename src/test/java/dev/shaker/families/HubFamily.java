package dev.shaker.families;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.JsonText;

/** Adapters of many families as AdapterHub wrote them, and what it computes of them: src/test/python/hub_families.py. */
final class HubFamily {
    static final Path FIXTURES = Path.of("src/test/resources/hub-families");

    private HubFamily() {
    }

    static List<String> names() {
        return json("expected.json").propertyStream().map(Map.Entry::getKey).toList();
    }

    static JsonNode expected(String name) {
        return json("expected.json").get(name);
    }

    static JsonNode json(String file) {
        try {
            return JsonText.parse(ErrorCode.INTERNAL, file, Files.readAllBytes(FIXTURES.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Adapter open(String name) {
        return AdapterReader.open(new LocalFiles(FIXTURES.resolve(name)));
    }
}
