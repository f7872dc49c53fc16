package dev.shaker.families;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorType;

/** Adapters of many families as PEFT wrote them, and what it computes of them: src/test/python/families.py. */
final class Family {
    static final Path FIXTURES = Path.of("src/test/resources/families");

    private Family() {
    }

    static List<String> names() {
        return json("expected.json").propertyStream().map(java.util.Map.Entry::getKey).toList();
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

    /** An adapter of the same shape with other values: twice the update. */
    static Adapter doubled(Adapter adapter) {
        return new Adapter(adapter.location(), adapter.format(), adapter.name(), adapter.baseModelName(),
                adapter.config(), new Doubled(adapter.body()), adapter.head(), adapter.source());
    }

    private record Doubled(Tensors source) implements Tensors {
        @Override
        public List<AdapterLayer> layers() {
            return source.layers();
        }

        @Override
        public TensorType type(AdapterLayer layer) {
            return source.type(layer);
        }

        @Override
        public float[] read(AdapterLayer layer) {
            float[] values = source.read(layer);
            if (!layer.name().endsWith(".lora_A") && !layer.name().startsWith("vera_")) {
                for (int i = 0; i < values.length; i++) {
                    values[i] *= 2;
                }
            }
            return values;
        }
    }
}
